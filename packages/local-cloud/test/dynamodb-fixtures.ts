import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  type AttributeValue,
  type CreateTableCommandInput,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { dynamodb } from "../src/services/dynamodb/index.ts";
import { dynamodbstreams } from "../src/services/dynamodbstreams/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

export type Attributes = Record<string, AttributeValue>;

/** Noon of a winter's day: where the clock of a test stands at first. */
export const NOON = Date.UTC(2026, 0, 15, 12);

/** A cloud with DynamoDB alone, at a time that only the test moves. */
export async function startTables(
  options: { keep?: boolean; dataDir?: string } = {},
): Promise<{ cloud: TestCloud; client: DynamoDBClient; clock: AdjustableClock }> {
  const clock = createClock({ pace: "manual", startMs: NOON });
  const cloud = await startTestCloud({ ...options, clock, plugins: [dynamodb, dynamodbstreams] });
  return { cloud, client: cloud.client(DynamoDBClient), clock };
}

/** Creates an on-demand table with keys `pk` and `sk`, both strings, unless `over` says otherwise. */
export async function createTable(
  client: DynamoDBClient,
  over: Partial<CreateTableCommandInput> = {},
): Promise<TableDescription> {
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: "Orders",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      ...over,
    }),
  );
  return TableDescription!;
}

/** Puts items into a table, in order. */
export async function putAll(
  client: DynamoDBClient,
  items: readonly Attributes[],
  TableName = "Orders",
): Promise<void> {
  for (const Item of items) await client.send(new PutItemCommand({ TableName, Item }));
}

/** The key of an item in a table that `createTable` made. */
export function aKey(pk: string, sk: string): Attributes {
  return { pk: { S: pk }, sk: { S: sk } };
}
