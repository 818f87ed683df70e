import { fail } from "../../errors.ts";

/**
 * Cuts a list into pages; a token is the position of the next item.
 *
 * @throws {AwsError} `InvalidNextTokenException`.
 */
export function page<T>(
  all: readonly T[],
  {
    NextToken,
    MaxResults = 100,
  }: { NextToken?: string | undefined; MaxResults?: number | undefined },
): { items: T[]; NextToken: string | undefined } {
  const start = Number(NextToken ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) {
    return fail("InvalidNextTokenException", "The NextToken value is invalid.");
  }
  const end = start + MaxResults;
  return { items: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined };
}
