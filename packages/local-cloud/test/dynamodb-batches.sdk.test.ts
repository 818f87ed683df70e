import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  type DynamoDBClient,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { AdjustableClock } from "../src/clock.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { aKey, createTable, putAll, startTables, type Attributes } from "./dynamodb-fixtures.ts";

const TableName = "Orders";
let client: DynamoDBClient;
let clock: AdjustableClock;

beforeEach(async () => {
  ({ client, clock } = await startTables());
  await createTable(client);
});

async function get(pk: string): Promise<Attributes | undefined> {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: aKey(pk, "1") }));
  return Item;
}

async function count(): Promise<number | undefined> {
  return (await client.send(new ScanCommand({ TableName, Select: "COUNT" }))).Count;
}

function transact(
  TransactItems: TransactWriteItem[],
  over: Partial<TransactWriteItemsCommandInput> = {},
) {
  return client.send(new TransactWriteItemsCommand({ TransactItems, ...over }));
}

function aPut(pk: string, attributes: Attributes = {}): TransactWriteItem {
  return { Put: { TableName, Item: { ...aKey(pk, "1"), ...attributes } } };
}

function write(puts: readonly string[]) {
  return client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        Orders: puts.map((pk) => ({ PutRequest: { Item: aKey(pk, "1") } })),
      },
    }),
  );
}

describe("BatchWriteItem and BatchGetItem", () => {
  test("put, delete and get several items", async () => {
    await putAll(client, [aKey("old", "1")]);
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          Orders: [
            { PutRequest: { Item: { ...aKey("a", "1"), v: { N: "1" } } } },
            { PutRequest: { Item: aKey("b", "1") } },
            { DeleteRequest: { Key: aKey("old", "1") } },
          ],
        },
      }),
    );
    expect(UnprocessedItems).toEqual({});
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({
        RequestItems: {
          Orders: {
            Keys: [aKey("a", "1"), aKey("b", "1"), aKey("old", "1")],
            ProjectionExpression: "pk, v",
          },
        },
      }),
    );
    expect(Responses).toEqual({
      Orders: [{ pk: { S: "a" }, v: { N: "1" } }, { pk: { S: "b" } }],
    });
    expect(UnprocessedKeys).toEqual({});
  });

  test("leave keys over when the answer would exceed 16 MB", async () => {
    const items = Array.from({ length: 45 }, (_, index) => ({
      ...aKey(`p${index}`, "1"),
      body: { S: "x".repeat(400_000) },
    }));
    await putAll(client, items);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({
        RequestItems: {
          Orders: { Keys: items.map((_, index) => aKey(`p${index}`, "1")) },
        },
      }),
    );
    expect(Responses?.["Orders"]).toHaveLength(41);
    expect(UnprocessedKeys?.["Orders"]?.Keys).toHaveLength(4);
  });

  test("refuse duplicates, too many items, and do nothing then", async () => {
    await expect(write(["a", "b", "a"])).rejects.toThrow(
      "Provided list of item keys contains duplicates",
    );
    const many = Array.from({ length: 26 }, (_, index) => `p${index}`);
    await expect(write(many)).rejects.toMatchObject({ name: "ValidationException" });
    expect(await count()).toBe(0);
  });

  test("report capacity by table", async () => {
    const { ConsumedCapacity } = await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          Orders: [
            { PutRequest: { Item: { ...aKey("a", "1"), body: { S: "x".repeat(1500) } } } },
            { PutRequest: { Item: aKey("b", "1") } },
          ],
        },
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 3 }]);
  });
});

describe("TransactWriteItems", () => {
  test("does all of it", async () => {
    await putAll(client, [
      { ...aKey("update", "1"), v: { N: "1" } },
      aKey("delete", "1"),
      aKey("check", "1"),
    ]);
    await transact([
      aPut("new"),
      {
        Update: {
          TableName,
          Key: aKey("update", "1"),
          UpdateExpression: "ADD v :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
        },
      },
      { Delete: { TableName, Key: aKey("delete", "1") } },
      {
        ConditionCheck: {
          TableName,
          Key: aKey("check", "1"),
          ConditionExpression: "attribute_exists(pk)",
        },
      },
    ]);
    expect(await get("new")).toBeDefined();
    expect(await get("update")).toMatchObject({ v: { N: "2" } });
    expect(await get("delete")).toBeUndefined();
  });

  test("does nothing when a condition fails, and says which", async () => {
    await putAll(client, [{ ...aKey("taken", "1"), owner: { S: "x" } }]);
    const transaction = transact([
      aPut("new"),
      {
        Put: {
          TableName,
          Item: aKey("taken", "1"),
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
    ]);
    await expect(transaction).rejects.toMatchObject({
      name: "TransactionCanceledException",
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
      CancellationReasons: [
        { Code: "None" },
        {
          Code: "ConditionalCheckFailed",
          Message: "The conditional request failed",
          Item: { ...aKey("taken", "1"), owner: { S: "x" } },
        },
      ],
    });
    expect(await get("new")).toBeUndefined();
  });

  test("reports an update that does not fit its item", async () => {
    await putAll(client, [{ ...aKey("a", "1"), v: { S: "text" } }]);
    const transaction = transact([
      aPut("new"),
      {
        Update: {
          TableName,
          Key: aKey("a", "1"),
          UpdateExpression: "SET v = v + :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
        },
      },
    ]);
    await expect(transaction).rejects.toMatchObject({
      CancellationReasons: [
        { Code: "None" },
        {
          Code: "ValidationError",
          Message: "An operand in the update expression has an incorrect data type",
        },
      ],
    });
    expect(await count()).toBe(1);
  });

  test("refuses two actions on one item and two actions in one", async () => {
    await expect(transact([aPut("a"), aPut("a")])).rejects.toMatchObject({
      name: "ValidationException",
      message: "Transaction request cannot include multiple operations on one item",
    });
    const both = { ...aPut("a"), Delete: { TableName, Key: aKey("b", "1") } };
    await expect(transact([both])).rejects.toThrow(
      "TransactItems can only contain one of Check, Put, Update or Delete",
    );
    await expect(transact([])).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("is done once for one token, and again after ten minutes", async () => {
    const increment: TransactWriteItem = {
      Update: {
        TableName,
        Key: aKey("counter", "1"),
        UpdateExpression: "ADD v :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    };
    const token = { ClientRequestToken: "token-1" };
    await transact([increment], token);
    await transact([increment], token);
    expect(await get("counter")).toMatchObject({ v: { N: "1" } });
    await expect(transact([aPut("other")], token)).rejects.toMatchObject({
      name: "IdempotentParameterMismatchException",
    });
    await clock.advance(10 * 60 * 1000);
    await transact([increment], token);
    expect(await get("counter")).toMatchObject({ v: { N: "2" } });
  });

  test("lets one of several concurrent transactions win", async () => {
    const claims = Array.from({ length: 10 }, (_, index) =>
      transact([
        aPut(`claim-${index}`),
        {
          Put: {
            TableName,
            Item: aKey("lock", "1"),
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
      ]),
    );
    const results = await Promise.allSettled(claims);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await count()).toBe(2);
  });
});

describe("TransactGetItems", () => {
  test("answers in the order of the request", async () => {
    await putAll(client, [{ ...aKey("a", "1"), v: { N: "1" } }]);
    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName, Key: aKey("none", "1") } },
          { Get: { TableName, Key: aKey("a", "1"), ProjectionExpression: "v" } },
        ],
      }),
    );
    expect(Responses).toEqual([{}, { Item: { v: { N: "1" } } }]);
  });

  test("names the key that does not fit its table", async () => {
    const reading = client.send(
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName, Key: aKey("a", "1") } },
          { Get: { TableName, Key: { pk: { S: "a" } } } },
        ],
      }),
    );
    await expect(reading).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [
        { Code: "None" },
        {
          Code: "ValidationError",
          Message: "The provided key element does not match the schema",
        },
      ],
    });
  });
});
