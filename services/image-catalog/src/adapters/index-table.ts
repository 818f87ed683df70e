import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
  type KeysAndAttributes,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import type { ImageIndex } from "../app/ports.ts";
import { RESULTS } from "../domain/catalog-image.ts";
import type { IndexEntry } from "../domain/index-entry.ts";
import { orUnavailable } from "./catalog-unavailable.ts";

const MAX_WRITES = 25; // requests per BatchWriteItem; DynamoDB's quota
const MAX_KEYS = 100; // keys per BatchGetItem; DynamoDB's quota
const MAX_TRIES = 5; // of what a batch left over
const PAUSE_MS = 50; // before the second try, twice as long before each further one

const Line = z.object({
  Term: z.object({ S: z.string() }),
  Position: z.object({ S: z.string() }),
  Id: z.object({ S: z.string() }),
  status: z.object({ S: z.enum(RESULTS) }),
  finishedAt: z.object({ S: z.string() }),
});

type Key = Record<"Term" | "Position", AttributeValue>;

function keyOf(term: string, position: string): Key {
  return { Term: { S: term }, Position: { S: position } };
}

function toItem({ term, position, key, status, finishedAt }: IndexEntry) {
  const row = { Id: { S: key }, status: { S: status }, finishedAt: { S: finishedAt } };
  return { ...keyOf(term, position), ...row };
}

function toEntry(item: Record<string, AttributeValue>): IndexEntry {
  const { Term, Position, Id, status, finishedAt } = z.parse(Line, item);
  return {
    term: Term.S,
    position: Position.S,
    key: Id.S,
    status: status.S,
    finishedAt: finishedAt.S,
  };
}

function chunks<T>(all: readonly T[], size: number): readonly T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** Repeats a batch with what it left over. */
async function untilDone<T>(
  requests: T[],
  send: (requests: T[]) => Promise<T[] | undefined>,
): Promise<void> {
  let left = requests;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (tries > 0) await sleep(Math.random() * PAUSE_MS * 2 ** tries);
    left = (await orUnavailable(send(left))) ?? [];
    if (left.length === 0) return;
  }
  throw new UnavailableError("CatalogUnavailable", "the index does not take all of a batch");
}

/** The search index in a table of its own: hash key `Term`, range key `Position`. */
export function indexTable(client: DynamoDBClient, table: string): ImageIndex {
  const write = async (requests: WriteRequest[]) => {
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } });
    return (await client.send(command)).UnprocessedItems?.[table];
  };

  /** The positions, of one batch of keys, that exist; each as often as terms have it. */
  const positionsOf = async (keys: Key[]): Promise<string[]> => {
    const found: string[] = [];
    await untilDone(keys, async (left) => {
      const request: KeysAndAttributes = { Keys: left, ProjectionExpression: "#position" };
      request.ExpressionAttributeNames = { "#position": "Position" };
      const command = new BatchGetItemCommand({ RequestItems: { [table]: request } });
      const { Responses, UnprocessedKeys } = await client.send(command);
      found.push(...(Responses?.[table] ?? []).map(({ Position }) => Position?.S ?? ""));
      return UnprocessedKeys?.[table]?.Keys?.map(({ Term, Position }) =>
        keyOf(Term?.S ?? "", Position?.S ?? ""),
      );
    });
    return found;
  };

  return {
    async page(term, { limit, after }) {
      const command = new QueryCommand({
        TableName: table,
        KeyConditionExpression: "#term = :term",
        ExpressionAttributeNames: { "#term": "Term" },
        ExpressionAttributeValues: { ":term": { S: term } },
        ScanIndexForward: false,
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: keyOf(term, after) }),
      });
      const { Items = [], LastEvaluatedKey } = await orUnavailable(client.send(command));
      return { entries: Items.map(toEntry), end: LastEvaluatedKey?.["Position"]?.S };
    },

    async having(terms, positions) {
      const keys = terms.flatMap((term) => positions.map((position) => keyOf(term, position)));
      const found = await Promise.all(chunks(keys, MAX_KEYS).map(positionsOf));
      const counts = Map.groupBy(found.flat(), (position) => position);
      const complete = positions.filter(
        (position) => counts.get(position)?.length === terms.length,
      );
      return new Set(complete);
    },

    async update({ put, remove }) {
      const requests: WriteRequest[] = [
        ...put.map((entry) => ({ PutRequest: { Item: toItem(entry) } })),
        ...remove.map(({ term, position }) => ({ DeleteRequest: { Key: keyOf(term, position) } })),
      ];
      await Promise.all(chunks(requests, MAX_WRITES).map((batch) => untilDone(batch, write)));
    },
  };
}
