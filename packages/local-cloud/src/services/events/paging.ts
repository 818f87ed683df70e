import { invalid } from "./errors.ts";

const MAX_LIMIT = 100; // EventBridge API reference, of every list

/**
 * One page of a list that is in order.
 *
 * @throws {AwsError} `ValidationException`.
 */
export function page<T>(
  all: readonly T[],
  input: { NextToken?: string | undefined; Limit?: number | undefined },
): { items: T[]; NextToken?: string } {
  const limit = input.Limit ?? MAX_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and 100`,
    );
  }
  const start = input.NextToken === undefined ? 0 : readToken(input.NextToken);
  const items = all.slice(start, start + limit);
  const end = start + items.length;
  return end < all.length
    ? { items, NextToken: Buffer.from(`at ${end}`).toString("base64") }
    : { items };
}

function readToken(token: string): number {
  const [, start] = /^at (\d{1,9})$/.exec(Buffer.from(token, "base64").toString("utf8")) ?? [];
  return start === undefined ? invalid("Parameter NextToken is not valid.") : Number(start);
}
