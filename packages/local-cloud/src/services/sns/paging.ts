import { invalidParameter } from "./errors.ts";

const PAGE_SIZE = 100; // topics or subscriptions per page; SNS API reference

/**
 * One page of records in key order.
 *
 * @throws {AwsError} `InvalidParameter`.
 */
export function page<T>(
  token: string | undefined,
  read: (range: { after: string; limit: number }) => [string, T][],
): { items: T[]; NextToken?: string } {
  const after = token === undefined ? "" : Buffer.from(token, "base64").toString("utf8");
  if (token !== undefined && !after.startsWith("arn:")) {
    invalidParameter("NextToken Reason: The token is not valid");
  }
  const found = read({ after, limit: PAGE_SIZE + 1 });
  const last = found[PAGE_SIZE - 1];
  const items = found.slice(0, PAGE_SIZE).map(([, item]) => item);
  if (found.length <= PAGE_SIZE || last === undefined) return { items };
  return { items, NextToken: Buffer.from(last[0]).toString("base64") };
}
