import { fail } from "../../errors.ts";

/** One page of a list, and where the next one starts. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | undefined;
}

/**
 * Cuts a list into pages; a token is the position of the next item.
 *
 * @throws {AwsError} `ValidationError`: not a token of ours.
 */
export function page<T>(all: readonly T[], token: string | undefined, size = 100): Page<T> {
  const start = Number(token ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) {
    return fail("ValidationError", "1 validation error detected: NextToken is invalid");
  }
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}
