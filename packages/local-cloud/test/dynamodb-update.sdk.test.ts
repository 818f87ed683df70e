import {
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

function update(Key: Attributes, input: Partial<UpdateItemCommandInput>) {
  return client.send(new UpdateItemCommand({ TableName: "Orders", Key, ...input }));
}

describe("UpdateItem", () => {
  test("creates the item when there is none", async () => {
    const key = newKey();
    const { Attributes: created } = await update(key, {
      UpdateExpression: "SET visits = if_not_exists(visits, :zero) + :one ADD tags :tags",
      ExpressionAttributeValues: {
        ":zero": { N: "0" },
        ":one": { N: "1" },
        ":tags": { SS: ["a"] },
      },
      ReturnValues: "ALL_NEW",
    });
    expect(created).toEqual({ ...key, visits: { N: "1" }, tags: { SS: ["a"] } });
  });

  test("does SET, REMOVE, ADD and DELETE on the item as it was", async () => {
    const key = await put({
      a: { N: "1" },
      b: { N: "10" },
      list: { L: [{ S: "0" }, { S: "1" }, { S: "2" }] },
      set: { NS: ["1", "2"] },
      gone: { S: "x" },
      emptied: { SS: ["only"] },
    });
    const { Attributes: updated } = await update(key, {
      UpdateExpression:
        "SET a = b, b = a - :n, #l[9] = :s REMOVE gone, #l[0], #l[1] ADD #s :more DELETE emptied :only",
      ExpressionAttributeNames: { "#l": "list", "#s": "set" },
      ExpressionAttributeValues: {
        ":n": { N: "0.5" },
        ":s": { S: "new" },
        ":more": { NS: ["2", "3"] },
        ":only": { SS: ["only"] },
      },
      ReturnValues: "ALL_NEW",
    });
    expect(updated).toEqual({
      ...key,
      a: { N: "10" },
      b: { N: "0.5" },
      list: { L: [{ S: "2" }, { S: "new" }] },
      set: { NS: ["1", "2", "3"] },
    });
  });

  test("returns only what it touched, before or after", async () => {
    const key = await put({ map: { M: { a: { N: "1" }, b: { N: "2" } } }, other: { S: "o" } });
    const input = {
      UpdateExpression: "SET #m.a = :v",
      ExpressionAttributeNames: { "#m": "map" },
      ExpressionAttributeValues: { ":v": { N: "9" } },
    };
    const old = await update(key, { ...input, ReturnValues: "UPDATED_OLD" });
    expect(old.Attributes).toEqual({ map: { M: { a: { N: "1" } } } });
    const fresh = await update(key, { ...input, ReturnValues: "UPDATED_NEW" });
    expect(fresh.Attributes).toEqual({ map: { M: { a: { N: "9" } } } });
  });

  test.each([
    [
      "SET pk = :v",
      "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
    ],
    [
      "SET absent.x = :v",
      "The document path provided in the update expression is invalid for update",
    ],
    [
      "SET a = absent",
      "The provided expression refers to an attribute that does not exist in the item",
    ],
    [
      "SET a = a + :v",
      "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S",
    ],
    ["SET a = words + a", "An operand in the update expression has an incorrect data type"],
    [
      "SET a = :v SET b = :v",
      'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
    ],
    [
      "SET a = :v REMOVE a",
      "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
    ],
    [
      "SET a.b = :v, a[0] = :v",
      "Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]",
    ],
    [
      "ADD a :v",
      "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING",
    ],
    ["SET a = nope(b, :v)", "Invalid UpdateExpression: Invalid function name; function: nope"],
    [
      "SET name = :v",
      "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name",
    ],
    ["PUT a = :v", 'Invalid UpdateExpression: Syntax error; token: "PUT", near: "PUT a"'],
  ])("refuses %s", async (expression, message) => {
    const key = await put({ a: { N: "1" }, words: { S: "t" } });
    const uses = expression.includes(":v");
    const updating = update(key, {
      UpdateExpression: expression,
      ...(uses && { ExpressionAttributeValues: { ":v": { S: "v" } } }),
    });
    await expect(updating).rejects.toMatchObject({ name: "ValidationException", message });
  });

  test("refuses to grow an item beyond 400 KB", async () => {
    const key = await put({ big: { S: "x".repeat(300_000) } });
    const updating = update(key, {
      UpdateExpression: "SET more = :m",
      ExpressionAttributeValues: { ":m": { S: "x".repeat(200_000) } },
    });
    await expect(updating).rejects.toThrow(
      "Item size to update has exceeded the maximum allowed size",
    );
  });
});
