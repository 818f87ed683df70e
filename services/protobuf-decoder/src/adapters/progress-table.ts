import {
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
});

/** The table of stored runs: hash key `Shard`, range key `Last`, which sorts as sequence numbers do. */
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

function readRow(item: Record<string, AttributeValue>): StoredRange {
  const { First, Last } = z.parse(Row, item);
  return { first: sequenceOf(First.S), last: sequenceOf(Last.S) };
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
 * Stored runs in a table. Runs never overlap, because only records outside all of them are stored, so their
 * order by last record is that by first record.
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

  return {
    async between(shard, { first, last }, signal) {
      const found: StoredRange[] = [];
      let start: Record<string, AttributeValue> | undefined;
      do {
        const command = page(shard, first, start);
        const answer = await orUnavailable(client.send(command, { abortSignal: signal }));
        const ranges = (answer.Items ?? []).map(readRow);
        const overlapping = ranges.filter((range) => compareSequences(range.first, last) <= 0);
        found.push(...overlapping);
        if (overlapping.length < ranges.length) break;
        start = answer.LastEvaluatedKey;
      } while (start !== undefined);
      return found;
    },

    async add(shard, { first, last }, signal) {
      const expiresAt = Math.floor(now().getTime() / 1000) + keptSeconds;
      const command = new PutItemCommand({
        TableName: name,
        Item: {
          Shard: { S: textOf(shard) },
          Last: { S: sortableSequence(last) },
          First: { S: sortableSequence(first) },
          ExpiresAt: { N: String(expiresAt) },
        },
      });
      await orUnavailable(client.send(command, { abortSignal: signal }));
    },
  };
}
