import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type CancellationReason,
  type DynamoDBClient,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import { setTimeout as sleep } from "node:timers/promises";
import { orUnavailable } from "./table-call.ts";

const MAX_TRIES = 6; // of a transaction that met another one
const PAUSE_MS = 20; // at most twice this before the second try, and twice as long before each further one

// Reasons for which the same transaction may take place a moment later.
const PASSING = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

type Outcome = "done" | "again" | readonly CancellationReason[];

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const reasons = error.CancellationReasons ?? [];
  const codes = new Set(reasons.map(({ Code }) => Code));
  if (codes.has("ConditionalCheckFailed")) return reasons;
  if (PASSING.some((code) => codes.has(code))) return "again";
  throw error;
}

/**
 * Writes all or nothing, again when another transaction was in the way.
 *
 * @returns undefined when it took place; else, of each item, what DynamoDB says of its condition.
 * @throws {UnavailableError} `BookingsUnavailable`: throttled, down, too slow, or too many at once.
 */
export async function transact(
  client: DynamoDBClient,
  TransactItems: TransactWriteItem[],
): Promise<readonly CancellationReason[] | undefined> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    if (tries > 1) await sleep(Math.random() * PAUSE_MS * 2 ** tries); // full jitter
    const sent = client.send(new TransactWriteItemsCommand({ TransactItems }));
    const outcome = await orUnavailable(sent.then((): Outcome => "done", outcomeOf));
    if (outcome === "done") return undefined;
    if (outcome !== "again") return outcome;
  }
  throw new UnavailableError("BookingsUnavailable", "too many write the same booking at once");
}
