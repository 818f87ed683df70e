import { fail } from "../../errors.ts";

/**
 * Cuts a list into pages; a token is the position of the next item.
 *
 * @throws {AwsError} `InvalidNextToken`.
 */
export function page<T>(
  all: readonly T[],
  {
    NextToken,
    MaxResults = 50,
  }: { NextToken?: string | undefined; MaxResults?: number | undefined },
): { items: T[]; NextToken: string | undefined } {
  const start = Number(NextToken ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) {
    return fail("InvalidNextToken", "The specified token is not valid.");
  }
  const end = start + MaxResults;
  return { items: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined };
}
