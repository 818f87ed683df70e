import { UnavailableError } from "@blueprints/lambda-kit/errors";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";

/**
 * Waits for a call of the catalogue's stores.
 *
 * @throws {UnavailableError} `CatalogUnavailable`: throttled, down or too slow.
 */
export async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!isPassingFault(cause)) throw cause;
    throw new UnavailableError("CatalogUnavailable", "the catalogue does not answer", { cause });
  }
}
