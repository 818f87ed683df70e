import { invalidArgument } from "./errors.ts";
import { encodeKey } from "./url-encoding.ts";

const MAX_KEYS = 1000; // per page; S3 API reference, ListObjectsV2

/**
 * How keys are written in a listing.
 *
 * @throws {AwsError} `InvalidArgument`: an encoding that S3 does not know.
 */
export function keyWriter(encodingType: string | undefined): (key: string) => string {
  if (encodingType === undefined) return (key) => key;
  if (encodingType === "url") return encodeKey;
  throw invalidArgument(
    "Invalid Encoding Method specified in Request",
    "encoding-type",
    encodingType,
  );
}

/**
 * How many entries a page may have.
 *
 * @throws {AwsError} `InvalidArgument`.
 */
export function pageSize(asked: number | undefined, name: string): number {
  if (asked === undefined) return MAX_KEYS;
  if (!Number.isInteger(asked) || asked < 0 || asked > 2_147_483_647) {
    const message = `Argument ${name} must be an integer between 0 and 2147483647`;
    throw invalidArgument(message, name, asked);
  }
  return Math.min(asked, MAX_KEYS);
}
