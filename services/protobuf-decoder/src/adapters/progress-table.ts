import {
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import * as z from "zod/mini";
import type { Progress, Shard } from "../app/ports.ts";
import { compareSequences, sequenceOf, sortableSequence } from "../domain/sequence-number.ts";
import type { StoredRange } from "../domain/stored-range.ts";

const PAGE_SIZE = 25; // ranges; a batch that comes again meets one or two

const Row = z.object({
  First: z.object({ S: z.string() }),
  Last: z.object({ S: z.string() }),
  Begun: z.optional(z.object({ BOOL: z.boolean() })),
});

/**
 * The table of runs: hash key `Shard`, range key `Last`, which sorts as sequence numbers do. A line with
 * `Begun` is a run's first record only, and says that its storing was begun.
 */
export interface ProgressTable {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** For how long a run is remembered: longer than the stream keeps its records. */
  readonly keptSeconds: number;
  readonly now: () => Date;
}

function textOf({ streamArn, shardId }: Shard): string {
  return `${streamArn.slice(streamArn.lastIndexOf("/") + 1)}/${shardId}`;
}

interface Line extends StoredRange {
  readonly isBegun: boolean;
}

function readRow(item: Record<string, AttributeValue>): Line {
  const { First, Last, Begun } = z.parse(Row, item);
  return { first: sequenceOf(First.S), last: sequenceOf(Last.S), isBegun: Begun?.BOOL === true };
}

function rangeOf({ first, last }: Line): StoredRange {
  return { first, last };
}

function unlessThere(error: unknown): undefined {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}

async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!isPassingFault(cause)) throw cause;
    throw new UnavailableError("ProgressUnavailable", "the table does not answer", { cause });
  }
}

/**
 * Runs in a table. Stored ones never overlap, because only records outside all of them are stored, so their
 * order by last record is that by first record. What was begun stays until it expires: in a stored run it
 * means nothing. A run of one record takes the line of its beginning.
 */
export function progressTable({ client, name, keptSeconds, now }: ProgressTable): Progress {
  const page = (shard: Shard, from: string, start: Record<string, AttributeValue> | undefined) =>
    new QueryCommand({
      TableName: name,
      ConsistentRead: true,
      KeyConditionExpression: "#shard = :shard AND #last >= :first",
      ExpressionAttributeNames: { "#shard": "Shard", "#last": "Last" },
      ExpressionAttributeValues: {
        ":shard": { S: textOf(shard) },
        ":first": { S: sortableSequence(from) },
      },
      Limit: PAGE_SIZE,
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });

  const put = async (
    shard: Shard,
    { first, last, isBegun }: Line,
    signal: AbortSignal,
  ): Promise<void> => {
    const expiresAt = Math.floor(now().getTime() / 1000) + keptSeconds;
    const command = new PutItemCommand({
      TableName: name,
      Item: {
        Shard: { S: textOf(shard) },
        Last: { S: sortableSequence(last) },
        First: { S: sortableSequence(first) },
        ExpiresAt: { N: String(expiresAt) },
        ...(isBegun && { Begun: { BOOL: true } }),
      },
      // What is there says the same, or that a run is stored that ends here.
      ...(isBegun && { ConditionExpression: "attribute_not_exists(#last)" }),
      ...(isBegun && { ExpressionAttributeNames: { "#last": "Last" } }),
    });
    const sending = client.send(command, { abortSignal: signal }).catch(unlessThere);
    await orUnavailable(sending);
  };

  return {
    async between(shard, { first, last }, signal) {
      const found: Line[] = [];
      let start: Record<string, AttributeValue> | undefined;
      do {
        const command = page(shard, first, start);
        const answer = await orUnavailable(client.send(command, { abortSignal: signal }));
        const lines = (answer.Items ?? []).map(readRow);
        const isBehind = (line: Line): boolean => compareSequences(line.first, last) > 0;
        found.push(...lines.filter((line) => !isBehind(line)));
        // A beginning says nothing of the run that it may lie in, which is further on.
        if (lines.some((line) => !line.isBegun && isBehind(line))) break;
        start = answer.LastEvaluatedKey;
      } while (start !== undefined);
      return {
        stored: found.filter(({ isBegun }) => !isBegun).map(rangeOf),
        begun: found.filter(({ isBegun }) => isBegun).map((line) => line.first),
      };
    },

    begin: (shard, first, signal) => put(shard, { first, last: first, isBegun: true }, signal),
    add: (shard, range, signal) => put(shard, { ...range, isBegun: false }, signal),
  };
}
