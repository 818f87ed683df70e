import { invalid } from "./errors.ts";

interface GivenTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/**
 * Puts tags over those that are there.
 *
 * @throws {AwsError} `ValidationException`.
 */
export function mergeTags(
  current: Readonly<Record<string, string>>,
  added: readonly GivenTag[] = [],
): Record<string, string> {
  const tags = new Map(Object.entries(current));
  for (const { Key: key = "", Value: value = "" } of added) {
    if (key === "" || key.length > 128 || value.length > 256)
      invalid("Parameter Tags is not valid.");
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

/** Tags as the API lists them. */
export function listTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
