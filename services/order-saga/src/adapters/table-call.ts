import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type CancellationReason,
  type DynamoDBClient,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";

/** How long a mark outlives its order, in seconds: longer than an order can wait in the dead letters. */
const KEPT_SECONDS = 30 * 24 * 3600;

// Reasons for which the same transaction may take place a moment later.
const PASSING = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

/** A participant's tables, as an adapter gets at them. */
export interface TableParts {
  readonly client: DynamoDBClient;
  readonly now: () => Date;
}

/** When TTL may take a mark away: seconds since 1970, as DynamoDB has numbers. */
export function expiry(now: () => Date): { readonly N: string } {
  return { N: String(Math.floor(now().getTime() / 1000) + KEPT_SECONDS) };
}

/**
 * Waits for a call of a table.
 *
 * @throws {UnavailableError} `code`: throttled, down or too slow.
 */
export async function orUnavailable<T>(call: Promise<T>, code: string): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!isPassingFault(cause)) throw cause;
    throw new UnavailableError(code, "the table does not answer", { cause });
  }
}

/**
 * Writes all or nothing, one time: the workflow tries again.
 *
 * @returns undefined when it took place; else, of each item, what DynamoDB says of its condition.
 * @throws {UnavailableError} `code`: throttled, down, too slow, or another transaction was in the way.
 */
export async function transact(
  client: DynamoDBClient,
  TransactItems: TransactWriteItem[],
  code: string,
): Promise<readonly CancellationReason[] | undefined> {
  try {
    const sent = client.send(new TransactWriteItemsCommand({ TransactItems }));
    await orUnavailable(sent, code);
    return undefined;
  } catch (cause) {
    if (!(cause instanceof TransactionCanceledException)) throw cause;
    const reasons = cause.CancellationReasons ?? [];
    const codes = new Set(reasons.map((reason) => reason.Code));
    if (codes.has("ConditionalCheckFailed")) return reasons;
    if (!PASSING.some((passing) => codes.has(passing))) throw cause;
    throw new UnavailableError(code, "another transaction is in the way", { cause });
  }
}
