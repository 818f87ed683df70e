import type { Tag } from "@aws-sdk/client-s3";
import { AwsError, fail } from "../../errors.ts";

const MAX_KEY_CHARACTERS = 128; // S3 user guide, "Categorizing your objects using tags"
const MAX_VALUE_CHARACTERS = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Who carries the tags decides how many there may be. */
export type Tagged = "object" | "bucket";

const LIMITS: { readonly [T in Tagged]: { count: number; message: string } } = {
  object: { count: 10, message: "Object tags cannot be greater than 10" },
  bucket: { count: 50, message: "Bucket tag count cannot be greater than 50" },
};

/** A tag with both members, as it is kept. */
export interface StoredTag {
  readonly Key: string;
  readonly Value: string;
}

/**
 * Checks a tag set.
 *
 * @throws {AwsError} `InvalidTag`, `BadRequest`.
 */
export function checkTags(tags: readonly Tag[], tagged: Tagged): StoredTag[] {
  const limit = LIMITS[tagged];
  if (tags.length > limit.count) fail("BadRequest", limit.message);
  const seen = new Set<string>();
  return tags.map(({ Key = "", Value = "" }) => {
    checkTag(Key, Value);
    if (seen.has(Key)) invalidTag("Cannot provide multiple Tags with the same key", Key);
    seen.add(Key);
    return { Key, Value };
  });
}

/** Reads the `x-amz-tagging` header: `key=value&key=value`, encoded as in a form. */
export function parseTagging(header: string | undefined): StoredTag[] {
  if (header === undefined) return [];
  const pairs = [...new URLSearchParams(header)];
  return checkTags(
    pairs.map(([Key, Value]) => ({ Key, Value })),
    "object",
  );
}

function checkTag(key: string, value: string): void {
  if (key === "" || key.length > MAX_KEY_CHARACTERS || !ALLOWED.test(key)) {
    invalidTag("The TagKey you have provided is invalid", key);
  }
  if (value.length > MAX_VALUE_CHARACTERS || !ALLOWED.test(value)) {
    invalidTag("The TagValue you have provided is invalid", key);
  }
  if (key.toLowerCase().startsWith("aws:")) {
    invalidTag("System tags cannot be added/updated by requester", key);
  }
}

function invalidTag(message: string, key: string): never {
  throw new AwsError("InvalidTag", message, { fields: { TagKey: key } });
}
