import { randomBytes } from "node:crypto";
import type { Tag } from "@aws-sdk/client-iam";
import { fail } from "../../errors.ts";
import type { IamTag } from "./records.ts";

const DEFAULT_PAGE = 100; // MaxItems of every list
const MAX_TAGS = 50; // per role or policy; IAM quotas
const ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * One page of a list in the members that every list operation has.
 *
 * @throws {AwsError} `ValidationError`.
 */
export function page<T>(
  all: readonly T[],
  { Marker, MaxItems }: { Marker?: string | undefined; MaxItems?: number | undefined },
): { items: T[]; IsTruncated: boolean; Marker: string | undefined } {
  const start = Number(Marker ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) {
    return fail("ValidationError", "Invalid Marker.");
  }
  if (MaxItems !== undefined && (MaxItems < 1 || MaxItems > 1000)) {
    return fail(
      "ValidationError",
      `1 validation error detected: Value '${MaxItems}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000`,
    );
  }
  const end = start + (MaxItems ?? DEFAULT_PAGE);
  const IsTruncated = end < all.length;
  return {
    items: all.slice(start, end),
    IsTruncated,
    Marker: IsTruncated ? String(end) : undefined,
  };
}

/** A unique id with the prefix of its kind: `AROA` for roles, `ANPA` for policies. */
export function newId(prefix: "AROA" | "ANPA"): string {
  const letters = [...randomBytes(17)].map((byte) => ID_ALPHABET[byte % ID_ALPHABET.length]);
  return prefix + letters.join("");
}

/**
 * Puts tags over those that are there.
 *
 * @throws {AwsError} `LimitExceeded`, `InvalidInput`.
 */
export function mergeTags(before: readonly IamTag[], given: readonly Tag[] = []): IamTag[] {
  const tags = new Map(before.map(({ Key, Value }) => [Key, Value]));
  for (const { Key = "", Value = "" } of given) {
    if (Key.toLowerCase().startsWith("aws:")) {
      fail("InvalidInput", "Tag keys that start with 'aws:' are reserved for system use.");
    }
    tags.set(Key, Value);
  }
  if (tags.size > MAX_TAGS)
    fail("LimitExceeded", "The number of tags has reached the maximum limit.", 409);
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** The tags without the given keys. */
export function withoutTags(before: readonly IamTag[], keys: readonly string[] = []): IamTag[] {
  return before.filter(({ Key }) => !keys.includes(Key));
}

/**
 * Checks how long a session of a role may last, in seconds: an hour to twelve.
 *
 * @throws {AwsError} `ValidationError`.
 */
export function checkSession(seconds: number | undefined): void {
  if (seconds === undefined || (seconds >= 3600 && seconds <= 43_200)) return;
  const rule = seconds < 3600 ? "greater than or equal to 3600" : "less than or equal to 43200";
  fail(
    "ValidationError",
    `1 validation error detected: Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value ${rule}`,
  );
}

/**
 * Reads a path.
 *
 * @throws {AwsError} `ValidationError`.
 */
export function readPath(path: string | undefined): string {
  if (path === undefined || path === "/" || /^\/[!-~]+\/$/u.test(path)) return path ?? "/";
  return fail(
    "ValidationError",
    "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
  );
}

/**
 * Reads the name of a role, policy or inline policy.
 *
 * @throws {AwsError} `ValidationError`.
 */
export function readName(kind: string, name: string | undefined, max: number): string {
  if (name !== undefined && name.length <= max && /^[\w+=,.@-]+$/u.test(name)) return name;
  return fail(
    "ValidationError",
    `The specified value for ${kind} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  );
}
