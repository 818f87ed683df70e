import { AwsError, fail } from "../../errors.ts";
import { invalidArgument } from "./errors.ts";

const MAX_KEY_BYTES = 1024; // of UTF-8; S3 user guide, "Naming Amazon S3 objects"
const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
const SHAPE = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IP_ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * Checks the name of a new bucket.
 *
 * @throws {AwsError} `InvalidBucketName`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function checkBucketName(name: string): void {
  const wellFormed = SHAPE.test(name) && !name.includes("..") && !IP_ADDRESS.test(name);
  const reserved =
    RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) ||
    RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix));
  if (wellFormed && !reserved) return;
  throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", {
    fields: { BucketName: name },
  });
}

/**
 * Checks the key of an object to be written.
 *
 * @throws {AwsError} `KeyTooLongError`, `InvalidArgument`.
 */
export function checkKey(key: string): void {
  if (key === "") throw invalidArgument("Object key must not be empty", "Key", key);
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes > MAX_KEY_BYTES) {
    throw new AwsError("KeyTooLongError", "Your key is too long", {
      fields: { Size: String(sizeBytes), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    });
  }
}

/** A required member that the schema already demanded; a defect of the caller when it is missing. */
export function required(value: string | undefined, name: string): string {
  return value ?? fail("InvalidRequest", `Missing required parameter: ${name}`);
}
