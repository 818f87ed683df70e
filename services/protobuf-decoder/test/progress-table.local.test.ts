import { CreateTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { startTestCloud } from "@blueprints/local-cloud/testing";
import { describe, expect, test } from "vitest";
import { progressTable } from "../src/adapters/progress-table.ts";
import type { Progress } from "../src/app/ports.ts";
import { NOON } from "./builders.ts";
import { inMemoryProgress } from "./in-memory-stores.ts";

const SHARD = {
  streamArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/messages",
  shardId: "shardId-000000000000",
};
const { signal } = new AbortController();

async function aTable(): Promise<{ progress: Progress; client: DynamoDBClient }> {
  const cloud = await startTestCloud();
  const client = cloud.client(DynamoDBClient);
  await client.send(
    new CreateTableCommand({
      TableName: "Progress",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "Shard", AttributeType: "S" },
        { AttributeName: "Last", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "Shard", KeyType: "HASH" },
        { AttributeName: "Last", KeyType: "RANGE" },
      ],
    }),
  );
  const settings = { name: "Progress", keptSeconds: 60, now: () => new Date(NOON) };
  return { client, progress: progressTable({ client, ...settings }) };
}

describe.each([
  ["in memory", async () => inMemoryProgress()],
  ["in DynamoDB", async () => (await aTable()).progress],
])("the progress %s", (_where, create: () => Promise<Progress>) => {
  test("finds the runs between two records, however many digits these have", async () => {
    const progress = await create();
    const runs = [
      { first: "7", last: "9" },
      { first: "10", last: "12" },
      { first: "99", last: "100" },
      { first: "1000", last: "1000" },
    ];
    for (const run of runs) await progress.add(SHARD, run, signal);
    const between = (first: string, last: string) =>
      progress.between(SHARD, { first, last }, signal);
    const stored = async (first: string, last: string) => (await between(first, last)).stored;
    expect(await stored("1", "6")).toEqual([]);
    expect(await stored("9", "10")).toEqual(runs.slice(0, 2));
    expect(await stored("11", "11")).toEqual(runs.slice(1, 2));
    expect(await stored("13", "98")).toEqual([]);
    expect(await stored("1", "5000")).toEqual(runs);
  });

  test("keeps shards apart, and streams", async () => {
    const progress = await create();
    await progress.add(SHARD, { first: "1", last: "2" }, signal);
    const ends = { first: "1", last: "2" };
    const others = [
      { ...SHARD, shardId: "shardId-000000000001" },
      { ...SHARD, streamArn: `${SHARD.streamArn}-2` },
    ];
    for (const other of others) {
      expect(await progress.between(other, ends, signal)).toEqual({ stored: [], begun: [] });
    }
  });

  test("finds all of a hundred runs", async () => {
    const progress = await create();
    const runs = Array.from({ length: 100 }, (_, index) => {
      return { first: String(index * 10), last: String(index * 10 + 5) };
    });
    await Promise.all(runs.map((run) => progress.add(SHARD, run, signal)));
    const found = await progress.between(SHARD, { first: "0", last: "2000" }, signal);
    expect(found.stored).toHaveLength(100);
  });

  test("finds a run behind many beginnings, such as land late", async () => {
    const progress = await create();
    await progress.add(SHARD, { first: "10", last: "90" }, signal);
    const within = Array.from({ length: 40 }, (_, index) => String(index + 20));
    for (const first of within) await progress.begin(SHARD, first, signal);
    const { stored } = await progress.between(SHARD, { first: "5", last: "15" }, signal);
    expect(stored).toEqual([{ first: "10", last: "90" }]);
  });

  test("keeps a stored run when a beginning lands late on its last record", async () => {
    const progress = await create();
    await progress.add(SHARD, { first: "3", last: "6" }, signal);
    await progress.begin(SHARD, "6", signal);
    const { stored } = await progress.between(SHARD, { first: "5", last: "9" }, signal);
    expect(stored).toEqual([{ first: "3", last: "6" }]);
  });

  test("tells where a run was begun from where one is stored", async () => {
    const progress = await create();
    for (const first of ["3", "7"]) await progress.begin(SHARD, first, signal);
    await progress.add(SHARD, { first: "3", last: "6" }, signal);
    const ends = { first: "1", last: "9" };
    expect(await progress.between(SHARD, ends, signal)).toEqual({
      stored: [{ first: "3", last: "6" }],
      begun: ["3", "7"],
    });
    const { begun } = await progress.between(SHARD, { first: "4", last: "6" }, signal);
    expect(begun).toEqual([]);
  });
});

test("a run is forgotten some time after it was noted", async () => {
  const { client, progress } = await aTable();
  await progress.add(SHARD, { first: "1", last: "2" }, signal);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: "Progress" }));
  expect(Items).toEqual([
    {
      Shard: { S: "messages/shardId-000000000000" },
      First: { S: "001:1" },
      Last: { S: "001:2" },
      ExpiresAt: { N: String(NOON / 1000 + 60) },
    },
  ]);
});
