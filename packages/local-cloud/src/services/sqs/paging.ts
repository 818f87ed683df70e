import { fail } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";
import type { Queue } from "./queue.ts";

const MAX_RESULTS = 1000; // queues per page; SQS API reference, ListQueues

/**
 * One page of queues in order of their names. Without `MaxResults` there is one page of at most
 * 1000 and no token, as on AWS.
 *
 * @throws {AwsError} `InvalidParameterValue`.
 */
export function page(
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
  read: (range: { after: string | undefined; limit: number }) => Queue[],
): { items: Queue[]; nextToken: string | undefined } {
  const { MaxResults: size, NextToken: token } = input;
  if (size !== undefined && (!Number.isInteger(size) || size < 1 || size > MAX_RESULTS)) {
    invalidParameter(size, "MaxResults", "MaxResults must be an integer between 1 and 1000.");
  }
  const after = token === undefined ? undefined : readToken(token);
  const limit = size ?? MAX_RESULTS;
  const items = read({ after, limit: limit + 1 });
  const last = items[limit - 1];
  const more = size !== undefined && items.length > limit && last !== undefined;
  return {
    items: items.slice(0, limit),
    nextToken: more ? Buffer.from(last.name).toString("base64") : undefined,
  };
}

function readToken(token: string): string {
  const name = Buffer.from(token, "base64").toString("utf8");
  if (/^[\w.-]{1,80}$/.test(name)) return name;
  return fail("InvalidParameterValue", "Invalid or expired next token.");
}
