import { invalidParameter } from "./errors.ts";

const MAX_TAGS = 50; // per queue; SQS queue quotas

/**
 * Puts tags over those that are there.
 *
 * @throws {AwsError} `InvalidParameterValue`: too many, or a key or value that is too long.
 */
export function mergeTags(
  current: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string | undefined>> | undefined,
): Record<string, string> {
  const tags = new Map(Object.entries(current));
  for (const [key, value = ""] of Object.entries(added ?? {})) {
    if (key === "" || key.length > 128) {
      invalidParameter(key, "TagKey", "Tag keys must be between 1 and 128 characters in length.");
    }
    if (value.length > 256) {
      invalidParameter(
        value,
        "TagValue",
        "Tag values must be between 0 and 256 characters in length.",
      );
    }
    tags.set(key, value);
  }
  if (tags.size > MAX_TAGS) {
    invalidParameter(
      tags.size,
      "Tags",
      `Too many tags added for queue; the maximum is ${MAX_TAGS}.`,
    );
  }
  return Object.fromEntries(tags);
}
