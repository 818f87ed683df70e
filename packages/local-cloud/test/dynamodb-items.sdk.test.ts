import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestCloud } from "../src/testing.ts";
import { aKey, createTable, startTables, type Attributes } from "./dynamodb-fixtures.ts";

let cloud: TestCloud;
let client: DynamoDBClient;

beforeAll(async () => {
  ({ cloud, client } = await startTables({ keep: true }));
  await createTable(client);
});

afterAll(() => cloud.stop());

let keys = 0;
function newKey(): Attributes {
  keys += 1;
  return aKey("p", `s${keys}`);
}

async function put(attributes: Attributes): Promise<Attributes> {
  const key = newKey();
  await client.send(new PutItemCommand({ TableName: "Orders", Item: { ...key, ...attributes } }));
  return key;
}

async function get(Key: Attributes): Promise<Attributes | undefined> {
  const { Item } = await client.send(new GetItemCommand({ TableName: "Orders", Key }));
  return Item;
}

function update(Key: Attributes, input: Partial<UpdateItemCommandInput>) {
  return client.send(new UpdateItemCommand({ TableName: "Orders", Key, ...input }));
}

describe("PutItem and GetItem", () => {
  test("give back every type of attribute", async () => {
    const attributes: Attributes = {
      text: { S: "grüße" },
      empty: { S: "" },
      number: { N: "-12.5" },
      bytes: { B: Uint8Array.of(0, 255, 7) },
      texts: { SS: ["b", "a"] },
      numbers: { NS: ["1", "2.5"] },
      blobs: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
      yes: { BOOL: true },
      nothing: { NULL: true },
      list: { L: [{ S: "x" }, { L: [] }] },
      map: { M: { inner: { M: {} } } },
    };
    const key = await put(attributes);
    expect(await get(key)).toEqual({ ...key, ...attributes });
  });

  test("keep attributes named like members of Object.prototype", async () => {
    const attributes = { constructor: { S: "c" }, toString: { N: "1" } };
    const key = await put(attributes);
    expect(await get(key)).toEqual({ ...key, ...attributes });
    const other = await put({});
    await expect(
      update(other, {
        UpdateExpression: "SET a = :a",
        ConditionExpression: "attribute_exists(hasOwnProperty)",
        ExpressionAttributeValues: { ":a": { S: "a" } },
      }),
    ).rejects.toThrow("The conditional request failed");
  });

  test.each([
    ["1.50", "1.5"],
    ["1e3", "1000"],
    ["-0", "0"],
    ["+.5", "0.5"],
    ["1E-130", `0.${"0".repeat(129)}1`],
    ["12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
  ])("store the number %s as %s", async (given, stored) => {
    const key = await put({ n: { N: given } });
    expect((await get(key))?.["n"]).toEqual({ N: stored });
  });

  test.each([
    ["1e126", /^Number overflow/],
    ["1e-131", /^Number underflow/],
    ["123456789012345678901234567890123456789", /^Attempting to store more than 38 significant/],
    ["abc", /^The parameter cannot be converted to a numeric value: abc$/],
  ])("refuse the number %s", async (given, message) => {
    await expect(put({ n: { N: given } })).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(message),
    });
  });

  test("refuse an item over 400 KB and take one just below", async () => {
    await expect(put({ big: { S: "x".repeat(410_000) } })).rejects.toThrow(
      "Item size has exceeded the maximum allowed size",
    );
    const key = await put({ big: { S: "x".repeat(409_000) } });
    expect((await get(key))?.["big"]?.S).toHaveLength(409_000);
  });

  test.each<[string, Attributes, string]>([
    [
      "without its key",
      { pk: { S: "p" } },
      "One or more parameter values were invalid: Missing the key sk in the item",
    ],
    [
      "with a key of another type",
      { pk: { S: "p" }, sk: { N: "1" } },
      "One or more parameter values were invalid: Type mismatch for key sk expected: S actual: N",
    ],
    [
      "with an empty key",
      { pk: { S: "" }, sk: { S: "s" } },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
    ],
    [
      "with an empty set",
      { ...aKey("p", "x"), set: { SS: [] } },
      "One or more parameter values were invalid: An string set  may not be empty",
    ],
    [
      "with duplicates in a set",
      { ...aKey("p", "x"), set: { NS: ["1", "1.0"] } },
      "Input collection contains duplicates",
    ],
  ])("refuse an item %s", async (_, Item, message) => {
    const putting = client.send(new PutItemCommand({ TableName: "Orders", Item }));
    await expect(putting).rejects.toMatchObject({ name: "ValidationException", message });
  });

  test("answer the old item on demand", async () => {
    const key = await put({ v: { N: "1" } });
    const again = { TableName: "Orders", Item: { ...key, v: { N: "2" } } };
    const { Attributes: old } = await client.send(
      new PutItemCommand({ ...again, ReturnValues: "ALL_OLD" }),
    );
    expect(old).toEqual({ ...key, v: { N: "1" } });
    await expect(
      client.send(new PutItemCommand({ ...again, ReturnValues: "ALL_NEW" })),
    ).rejects.toThrow("ReturnValues can only be ALL_OLD or NONE");
  });

  test("project parts of documents", async () => {
    const key = await put({
      list: { L: [{ S: "0" }, { M: { x: { N: "1" }, y: { N: "2" } } }, { S: "2" }] },
      name: { S: "n" },
      other: { S: "o" },
    });
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: "Orders",
        Key: key,
        ProjectionExpression: "#l[2], #l[1].y, #n, absent.deep",
        ExpressionAttributeNames: { "#n": "name", "#l": "list" },
      }),
    );
    expect(Item).toEqual({ list: { L: [{ M: { y: { N: "2" } } }, { S: "2" }] }, name: { S: "n" } });
  });

  test("find a table by its ARN, and none under a wrong one", async () => {
    const key = await put({});
    const { accountId, region } = cloud.cloud.config;
    const arn = `arn:aws:dynamodb:${region}:${accountId}:table/Orders`;
    const { Item } = await client.send(new GetItemCommand({ TableName: arn, Key: key }));
    expect(Item).toEqual(key);
    const absent = new GetItemCommand({ TableName: "Nowhere", Key: key });
    await expect(client.send(absent)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found",
    });
  });

  test("refuse the parameters from before expressions", async () => {
    const command = new GetItemCommand({
      TableName: "Orders",
      Key: newKey(),
      AttributesToGet: ["a"],
    });
    await expect(client.send(command)).rejects.toMatchObject({ name: "NotEmulated" });
  });
});

describe("conditions", () => {
  test("stop a put of an item that exists, and show it on demand", async () => {
    const key = await put({ v: { N: "1" } });
    const command = {
      TableName: "Orders",
      Item: { ...key, v: { N: "2" } },
      ConditionExpression: "attribute_not_exists(pk)",
    };
    await expect(client.send(new PutItemCommand(command))).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      message: "The conditional request failed",
      Item: undefined,
    });
    await expect(
      client.send(
        new PutItemCommand({ ...command, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
      ),
    ).rejects.toMatchObject({ Item: { ...key, v: { N: "1" } } });
  });

  test("let exactly one of many concurrent writers win", async () => {
    const key = newKey();
    const writers = Array.from({ length: 20 }, (_, writer) =>
      client.send(
        new PutItemCommand({
          TableName: "Orders",
          Item: { ...key, writer: { N: String(writer) } },
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      ),
    );
    const results = await Promise.allSettled(writers);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test.each([
    ["n BETWEEN :one AND :three", true],
    ["n IN (:one, :three)", false],
    ["n <> :one AND NOT (n > :three)", true],
    ["absent <> :one", true],
    ["absent = :one", false],
    ["size(s) = :three", true],
    ["contains(s, :b)", true],
    ["contains(tags, :b)", true],
    ["begins_with(s, :b)", false],
    ["attribute_type(n, :typeN)", true],
    ["n > :one OR s = :b", true],
    ["n < s", false],
  ])("evaluate %s", async (expression, holds) => {
    const key = await put({ n: { N: "2" }, s: { S: "abc" }, tags: { SS: ["b"] } });
    const all: Attributes = {
      ":one": { N: "1" },
      ":three": { N: "3" },
      ":b": { S: "b" },
      ":typeN": { S: "N" },
    };
    const used = Object.entries(all).filter(([name]) => expression.includes(name));
    const deleting = client.send(
      new DeleteItemCommand({
        TableName: "Orders",
        Key: key,
        ConditionExpression: expression,
        ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
      }),
    );
    const outcome = await deleting.then(
      () => true,
      (error: Error) => error.message,
    );
    expect(outcome).toBe(holds ? true : "The conditional request failed");
  });

  test.each([
    ["", "The expression can not be empty;"],
    ["a = ", 'Syntax error; token: "<EOF>", near: "="'],
    ["a = 0", 'Syntax error; token: "0", near: "= 0"'],
    ["status = :v", "Attribute name is a reserved keyword; reserved keyword: status"],
    ["((a = :v))", "The expression has redundant parentheses;"],
    ["nope(a, :v)", "Invalid function name; function: nope"],
    [
      "a = :w",
      "An expression attribute value used in expression is not defined; attribute value: :w",
    ],
    [
      "#a = :v",
      "An expression attribute name used in the document path is not defined; attribute name: #a",
    ],
    ["size(a)", "The function is not allowed to be used this way in an expression; function: size"],
    [
      "begins_with(a, :n)",
      "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ],
    [
      "contains(a)",
      "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1",
    ],
  ])("refuse %j", async (expression, message) => {
    const deleting = client.send(
      new DeleteItemCommand({
        TableName: "Orders",
        Key: newKey(),
        ConditionExpression: expression,
        ExpressionAttributeValues: { ":v": { S: "v" }, ":n": { N: "1" } },
      }),
    );
    await expect(deleting).rejects.toMatchObject({
      name: "ValidationException",
      message: `Invalid ConditionExpression: ${message}`,
    });
  });

  test("refuse placeholders that nothing uses", async () => {
    const deleting = client.send(
      new DeleteItemCommand({
        TableName: "Orders",
        Key: newKey(),
        ConditionExpression: "a = :a",
        ExpressionAttributeValues: { ":a": { S: "a" }, ":b": { S: "b" } },
      }),
    );
    await expect(deleting).rejects.toThrow(
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}",
    );
  });
});
