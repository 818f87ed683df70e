import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";

/**
 * Waits for a call of one of the service's tables.
 *
 * @throws {UnavailableError} `VideosUnavailable`: throttled, down or too slow.
 */
export async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!isPassingFault(cause)) throw cause;
    throw new UnavailableError("VideosUnavailable", "the table does not answer", {
      cause,
    });
  }
}

/** Whether a conditional write took place. */
export async function tookPlace(call: Promise<unknown>): Promise<boolean> {
  try {
    await orUnavailable(call);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
