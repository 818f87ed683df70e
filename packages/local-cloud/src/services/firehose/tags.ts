import type { Tag } from "@aws-sdk/client-firehose";
import { fail } from "../../errors.ts";

const MAX_TAGS = 50; // of one stream; Firehose API reference, TagDeliveryStream

/**
 * Puts tags over those that are there.
 *
 * @throws {AwsError} `LimitExceededException`.
 */
export function mergeTags(
  current: Readonly<Record<string, string>>,
  added: readonly Tag[] = [],
): Record<string, string> {
  const tags = new Map(Object.entries(current));
  for (const { Key: key = "", Value: value = "" } of added) tags.set(key, value);
  if (tags.size > MAX_TAGS) {
    fail("LimitExceededException", `A Firehose can have at most ${MAX_TAGS} tags.`);
  }
  return Object.fromEntries(tags);
}
