import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";

/**
 * Waits for a call of AWS.
 *
 * @throws {UnavailableError} The code: throttled, down or too slow.
 */
export async function orUnavailable<T>(code: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw isPassingFault(cause)
      ? new UnavailableError(code, "AWS does not answer", { cause })
      : cause;
  }
}
