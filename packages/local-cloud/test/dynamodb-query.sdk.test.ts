import {
  paginateQuery,
  paginateScan,
  QueryCommand,
  ScanCommand,
  type DynamoDBClient,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestCloud } from "../src/testing.ts";
import { createTable, putAll, startTables, type Attributes } from "./dynamodb-fixtures.ts";

let cloud: TestCloud;
let client: DynamoDBClient;

const EVENTS: Attributes[] = [-10, -1.5, 0, 0.25, 3, 20].map((at) => ({
  device: { S: "d1" },
  at: { N: String(at) },
  level: { S: at < 0 ? "warn" : "info" },
  zone: { S: "z" },
  note: { S: `note ${at}` },
}));

beforeAll(async () => {
  ({ cloud, client } = await startTables({ keep: true }));
  await createTable(client, {
    TableName: "Events",
    AttributeDefinitions: [
      { AttributeName: "device", AttributeType: "S" },
      { AttributeName: "at", AttributeType: "N" },
      { AttributeName: "level", AttributeType: "S" },
      { AttributeName: "zone", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "device", KeyType: "HASH" },
      { AttributeName: "at", KeyType: "RANGE" },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "ByLevel",
        KeySchema: [
          { AttributeName: "device", KeyType: "HASH" },
          { AttributeName: "level", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "ByZone",
        KeySchema: [
          { AttributeName: "zone", KeyType: "HASH" },
          { AttributeName: "level", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["extra"] },
      },
    ],
  });
  await putAll(client, EVENTS, "Events");
  await putAll(client, [{ device: { S: "d2" }, at: { N: "1" } }], "Events");
});

afterAll(() => cloud.stop());

async function ats(input: Partial<QueryCommandInput>): Promise<(string | undefined)[]> {
  const { Items = [] } = await query(input);
  return Items.map(({ at }) => at?.N);
}

function query(input: Partial<QueryCommandInput>) {
  return client.send(
    new QueryCommand({
      TableName: "Events",
      KeyConditionExpression: "device = :d",
      ...input,
      ExpressionAttributeValues: { ":d": { S: "d1" }, ...input.ExpressionAttributeValues },
    }),
  );
}

describe("Query", () => {
  test("orders numbers by value, in both directions", async () => {
    expect(await ats({})).toEqual(["-10", "-1.5", "0", "0.25", "3", "20"]);
    expect(await ats({ ScanIndexForward: false })).toEqual(["20", "3", "0.25", "0", "-1.5", "-10"]);
  });

  test.each([
    ["#a = :x", ["0"]],
    ["#a < :x", ["-10", "-1.5"]],
    ["#a <= :x", ["-10", "-1.5", "0"]],
    ["#a > :x", ["0.25", "3", "20"]],
    [":x <= #a", ["0", "0.25", "3", "20"]],
    ["#a BETWEEN :low AND :x", ["-1.5", "0"]],
  ])("reads the range %s", async (range, expected) => {
    const found = await ats({
      KeyConditionExpression: `device = :d AND ${range}`,
      ExpressionAttributeNames: { "#a": "at" },
      ExpressionAttributeValues: {
        ":x": { N: "0.0" },
        ...(range.includes(":low") && { ":low": { N: "-2" } }),
      },
    });
    expect(found).toEqual(expected);
  });

  test("reads a prefix, not beyond it", async () => {
    await createTable(client, { TableName: "Paths" });
    const names = ["a", "ab", "ab/1", "ab\uffff", "ac", "b"];
    await putAll(
      client,
      names.map((sk) => ({ pk: { S: "p" }, sk: { S: sk } })),
      "Paths",
    );
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: "Paths",
        KeyConditionExpression: "pk = :p AND begins_with(sk, :ab)",
        ExpressionAttributeValues: { ":p": { S: "p" }, ":ab": { S: "ab" } },
      }),
    );
    expect(Items.map(({ sk }) => sk?.S)).toEqual(["ab", "ab/1", "ab\uffff"]);
  });

  test("pages by Limit and counts before the filter", async () => {
    const first = await query({
      Limit: 4,
      FilterExpression: "#l = :info",
      ExpressionAttributeNames: { "#l": "level" },
      ExpressionAttributeValues: { ":info": { S: "info" } },
    });
    expect(first).toMatchObject({
      Count: 2,
      ScannedCount: 4,
      LastEvaluatedKey: { device: { S: "d1" }, at: { N: "0.25" } },
    });
    expect(await ats({ ExclusiveStartKey: first.LastEvaluatedKey! })).toEqual(["3", "20"]);
  });

  test("counts without items", async () => {
    const answer = await query({ Select: "COUNT" });
    expect(answer.Items).toBeUndefined();
    expect(answer.Count).toBe(6);
  });

  test("ends a page at 1 MB", async () => {
    await createTable(client, { TableName: "Large" });
    const items = Array.from({ length: 7 }, (_, index) => ({
      pk: { S: "p" },
      sk: { S: `s${index}` },
      body: { S: "x".repeat(300_000) },
    }));
    await putAll(client, items, "Large");
    const pages = paginateQuery(
      { client },
      {
        TableName: "Large",
        KeyConditionExpression: "pk = :p",
        ExpressionAttributeValues: { ":p": { S: "p" } },
      },
    );
    const counts: (number | undefined)[] = [];
    for await (const page of pages) counts.push(page.Count);
    expect(counts).toEqual([4, 3]);
  });

  test("reads a local index, and fetches what it lacks", async () => {
    const keysOnly = await query({ IndexName: "ByLevel", Limit: 1 });
    expect(keysOnly.Items).toEqual([{ device: { S: "d1" }, at: { N: "0" }, level: { S: "info" } }]);
    const all = await query({ IndexName: "ByLevel", Select: "ALL_ATTRIBUTES", Limit: 1 });
    expect(all.Items).toEqual([EVENTS[2]]);
    const named = await query({ IndexName: "ByLevel", ProjectionExpression: "note", Limit: 1 });
    expect(named.Items).toEqual([{ note: { S: "note 0" } }]);
  });

  test("pages through a global index with many equal keys", async () => {
    const pages = paginateQuery(
      { client, pageSize: 2 },
      {
        TableName: "Events",
        IndexName: "ByZone",
        KeyConditionExpression: "#z = :z",
        ExpressionAttributeNames: { "#z": "zone" },
        ExpressionAttributeValues: { ":z": { S: "z" } },
      },
    );
    const found: string[] = [];
    for await (const { Items = [] } of pages) found.push(...Items.map(({ at }) => at!.N!));
    expect(found.map(Number).sort((a, b) => a - b)).toEqual([-10, -1.5, 0, 0.25, 3, 20]);
  });

  test.each<[Partial<QueryCommandInput>, string]>([
    [{ KeyConditionExpression: "device > :d" }, "Query key condition not supported"],
    [{ KeyConditionExpression: "note = :d" }, "Query condition missed key schema element: device"],
    [
      { KeyConditionExpression: "device = :d OR note = :d" },
      "Invalid operator used in KeyConditionExpression: OR",
    ],
    [
      { KeyConditionExpression: "device = :d AND contains(note, :d)" },
      "Invalid operator used in KeyConditionExpression: contains",
    ],
    [
      { FilterExpression: "device = :d" },
      "Filter Expression can only contain non-primary key attributes: Primary key attribute: device",
    ],
    [
      { ExclusiveStartKey: { device: { S: "d2" }, at: { N: "1" } } },
      "The provided starting key is outside query boundaries based on provided conditions",
    ],
    [
      {
        KeyConditionExpression: "device = :d AND #a > :x",
        ExpressionAttributeNames: { "#a": "at" },
        ExpressionAttributeValues: { ":x": { N: "1" } },
        ExclusiveStartKey: { device: { S: "d1" }, at: { N: "1" } },
      },
      "The provided starting key does not match the range key predicate",
    ],
    [
      { ExpressionAttributeValues: { ":d": { S: "" } } },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: device",
    ],
    [
      { Select: "SPECIFIC_ATTRIBUTES" },
      "One or more parameter values were invalid: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    ],
    [
      { Select: "ALL_PROJECTED_ATTRIBUTES" },
      "One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    ],
    [{ IndexName: "Nope" }, "The table does not have the specified index: Nope"],
    [
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { ExclusiveStartKey: { device: { S: "d1" } } },
      "The provided starting key is invalid: The provided key element does not match the schema",
    ],
    [
      {
        IndexName: "ByZone",
        KeyConditionExpression: "#z = :d",
        ExpressionAttributeNames: { "#z": "zone" },
        ProjectionExpression: "note",
      },
      "One or more parameter values were invalid: Global secondary index ByZone does not project [note]",
    ],
    [
      {
        IndexName: "ByZone",
        KeyConditionExpression: "#z = :d",
        ExpressionAttributeNames: { "#z": "zone" },
        ConsistentRead: true,
      },
      "Consistent reads are not supported on global secondary indexes",
    ],
  ])("refuses %j", async (input, message) => {
    await expect(query(input)).rejects.toMatchObject({ name: "ValidationException", message });
  });

  test("reports the capacity it took", async () => {
    const { ConsumedCapacity } = await query({
      IndexName: "ByLevel",
      ReturnConsumedCapacity: "INDEXES",
    });
    expect(ConsumedCapacity).toEqual({
      TableName: "Events",
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0 },
      LocalSecondaryIndexes: { ByLevel: { CapacityUnits: 0.5 } },
    });
  });
});

describe("Scan", () => {
  test("finds every item once over any number of segments", async () => {
    await createTable(client, { TableName: "Many" });
    const items = Array.from({ length: 60 }, (_, index) => ({
      pk: { S: `p${index}` },
      sk: { S: "s" },
    }));
    await putAll(client, items, "Many");
    const found: string[] = [];
    for (const Segment of [0, 1, 2]) {
      const pages = paginateScan(
        { client, pageSize: 7 },
        { TableName: "Many", Segment, TotalSegments: 3 },
      );
      const before = found.length;
      for await (const { Items = [] } of pages) found.push(...Items.map(({ pk }) => pk!.S!));
      expect(found.length).toBeGreaterThan(before);
    }
    expect(found.sort()).toEqual(items.map(({ pk }) => pk.S).sort());
  });

  test("filters on keys and reads sparse indexes", async () => {
    const filtered = await client.send(
      new ScanCommand({
        TableName: "Events",
        FilterExpression: "device = :d",
        ExpressionAttributeValues: { ":d": { S: "d2" } },
      }),
    );
    expect(filtered).toMatchObject({ Count: 1, ScannedCount: 7 });
    const index = await client.send(new ScanCommand({ TableName: "Events", IndexName: "ByZone" }));
    expect(index.Count).toBe(6);
  });

  test("refuses a segment beyond the total", async () => {
    const scanning = client.send(
      new ScanCommand({ TableName: "Events", Segment: 4, TotalSegments: 4 }),
    );
    await expect(scanning).rejects.toThrow(
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4",
    );
  });
});
