import { fail } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";

const MAX_TAGS = 50; // per topic; SNS API reference, TagResource

interface GivenTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/**
 * Puts tags over those that are there.
 *
 * @throws {AwsError} `InvalidParameter`, `TagLimitExceeded`.
 */
export function mergeTags(
  current: Readonly<Record<string, string>>,
  added: readonly GivenTag[] = [],
): Record<string, string> {
  const tags = new Map(Object.entries(current));
  const keys = added.map(({ Key }) => Key);
  if (new Set(keys).size < keys.length) invalidParameter("Duplicated keys are not allowed.");
  for (const { Key: key = "", Value: value = "" } of added) {
    if (key === "" || key.length > 128 || value.length > 256) invalidParameter("Tags");
    tags.set(key, value);
  }
  if (tags.size > MAX_TAGS) {
    fail("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded");
  }
  return Object.fromEntries(tags);
}

/** Tags as the API lists them. */
export function listTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
