import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";

/**
 * Waits for a call of one of the service's tables.
 *
 * @throws {UnavailableError} `BookingsUnavailable`: throttled, down or too slow.
 */
export async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!isPassingFault(cause)) throw cause;
    throw new UnavailableError("BookingsUnavailable", "the table does not answer", { cause });
  }
}
