import { invalid } from "./read-pipe.ts";

const MAX_LIMIT = 100; // EventBridge Pipes API reference, ListPipes

/**
 * One page of a list that is in order.
 *
 * @throws {AwsError} `ValidationException`.
 */
export function page<T>(
  all: readonly T[],
  { NextToken, Limit = MAX_LIMIT }: { NextToken?: string | undefined; Limit?: number | undefined },
): { items: T[]; NextToken?: string } {
  if (Limit < 1 || Limit > MAX_LIMIT) invalid(`Limit must be between 1 and ${MAX_LIMIT}.`);
  const [, from] = /^at-(\d{1,9})$/.exec(NextToken ?? "at-0") ?? invalid("NextToken is not valid.");
  const end = Number(from) + Limit;
  const items = all.slice(Number(from), end);
  return end < all.length ? { items, NextToken: `at-${end}` } : { items };
}
