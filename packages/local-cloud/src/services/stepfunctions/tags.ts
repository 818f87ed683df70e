import type { Tag } from "@aws-sdk/client-sfn";
import { AwsError } from "../../errors.ts";

const MAX_TAGS = 50; // per resource; Step Functions quotas

/** Puts tags over those that are there. @throws {AwsError} `TooManyTags`. */
export function mergeTags(
  current: Readonly<Record<string, string>>,
  added: readonly Tag[] = [],
): Record<string, string> {
  const tags = new Map(Object.entries(current));
  for (const { key = "", value = "" } of added) tags.set(key, value);
  if (tags.size <= MAX_TAGS) return Object.fromEntries(tags);
  throw new AwsError("TooManyTags", `Too many tags: a resource has at most ${MAX_TAGS}`);
}
