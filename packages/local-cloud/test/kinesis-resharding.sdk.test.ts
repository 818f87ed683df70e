import {
  CreateStreamCommand,
  DescribeLimitsCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
  type KinesisClient,
  type ShardFilterType,
  type UpdateShardCountCommandOutput,
} from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "vitest";
import { iterator, putAll, read, readTexts, shards, startStream } from "./kinesis-fixtures.ts";

const HALF = 2n ** 127n;
const DAY_MS = 24 * 60 * 60 * 1000;

function split(kinesis: KinesisClient, index = 0, at: bigint = HALF): Promise<unknown> {
  return kinesis.send(
    new SplitShardCommand({
      StreamName: "events",
      ShardToSplit: `shardId-00000000000${index}`,
      NewStartingHashKey: String(at),
    }),
  );
}

function merge(kinesis: KinesisClient, one: number, other: number): Promise<unknown> {
  return kinesis.send(
    new MergeShardsCommand({
      StreamName: "events",
      ShardToMerge: `shardId-00000000000${one}`,
      AdjacentShardToMerge: `shardId-00000000000${other}`,
    }),
  );
}

function scale(
  kinesis: KinesisClient,
  TargetShardCount: number,
): Promise<UpdateShardCountCommandOutput> {
  return kinesis.send(
    new UpdateShardCountCommand({
      StreamName: "events",
      TargetShardCount,
      ScalingType: "UNIFORM_SCALING",
    }),
  );
}

async function openShards(kinesis: KinesisClient): Promise<string[]> {
  const all = await shards(kinesis);
  return all
    .filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined)
    .map(({ ShardId = "" }) => ShardId);
}

describe("a split", () => {
  test("closes a shard, whose readers learn of its children, and keeps its records", async () => {
    const { kinesis } = await startStream();
    await putAll(kinesis, [["k", "before"]]);
    await split(kinesis);
    const put = await putAll(kinesis, [["k", "after"]]);
    const [parent, left, right] = await shards(kinesis);
    expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d{56}$/);
    expect(left).toMatchObject({ ParentShardId: "shardId-000000000000" });
    expect(right?.HashKeyRange?.StartingHashKey).toBe(String(HALF));

    const ShardIterator = await iterator(kinesis);
    const ended = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    expect(ended.Records).toHaveLength(1);
    expect(ended.NextShardIterator).toBeUndefined();
    expect(ended.ChildShards).toEqual(
      [left, right].map((child) => ({
        ShardId: child?.ShardId,
        ParentShards: ["shardId-000000000000"],
        HashKeyRange: child?.HashKeyRange,
      })),
    );
    const [{ ShardId, SequenceNumber } = {}] = put.Records ?? [];
    expect(SequenceNumber! > parent!.SequenceNumberRange!.EndingSequenceNumber!).toBe(true);
    expect(await readTexts(kinesis, { ShardId: ShardId! })).toEqual(["after"]);
  });

  test("is refused at the edge of the shard, and of a shard that is closed", async () => {
    const { kinesis } = await startStream();
    await expect(split(kinesis, 0, 1n)).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message: `NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000000 in stream events under account 000000000000 is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey ${2n ** 128n - 1n}.`,
    });
    await split(kinesis);
    await expect(split(kinesis)).rejects.toMatchObject({ name: "InvalidArgumentException" });
  });
});

describe("a merge", () => {
  test("makes one shard of two that lie side by side", async () => {
    const { kinesis } = await startStream(3);
    await expect(merge(kinesis, 0, 2)).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message:
        "Shards shardId-000000000000 and shardId-000000000002 in stream events under account 000000000000 are not an adjacent pair of shards eligible for merging",
    });
    await merge(kinesis, 0, 1);
    expect(await openShards(kinesis)).toEqual(["shardId-000000000002", "shardId-000000000003"]);
    expect((await shards(kinesis)).at(-1)).toMatchObject({
      ParentShardId: "shardId-000000000000",
      AdjacentParentShardId: "shardId-000000000001",
      HashKeyRange: { StartingHashKey: "0" },
    });
  });
});

describe("the number of shards", () => {
  test("changes up to double and down to half", async () => {
    const { kinesis } = await startStream(2);
    expect(await scale(kinesis, 3)).toMatchObject({ CurrentShardCount: 2, TargetShardCount: 3 });
    expect(await openShards(kinesis)).toHaveLength(3);
    await scale(kinesis, 2);
    expect(await openShards(kinesis)).toHaveLength(2);
    await expect(scale(kinesis, 5)).rejects.toMatchObject({
      name: "LimitExceededException",
      message:
        "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 2, Target shard count: 5",
    });
    await scale(kinesis, 4);
    await expect(scale(kinesis, 1)).rejects.toThrow("cannot scale down below half");
  });

  test("changes ten times a day, and is the service's business on demand", async () => {
    const { kinesis, cloud } = await startStream(1);
    for (let round = 0; round < 10; round += 1) await scale(kinesis, 1 + ((round + 1) % 2));
    await expect(scale(kinesis, 2)).rejects.toMatchObject({ name: "LimitExceededException" });
    await cloud.cloud.clock.advance(DAY_MS + 1);
    await scale(kinesis, 2);

    const { StreamDescriptionSummary } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: "events" }),
    );
    await kinesis.send(
      new UpdateStreamModeCommand({
        StreamARN: StreamDescriptionSummary?.StreamARN,
        StreamModeDetails: { StreamMode: "ON_DEMAND" },
      }),
    );
    await expect(scale(kinesis, 4)).rejects.toMatchObject({ name: "ValidationException" });
    const limits = await kinesis.send(new DescribeLimitsCommand({}));
    expect(limits).toMatchObject({ OpenShardCount: 0, OnDemandStreamCount: 1 });
  });

  test("has a limit for the account", async () => {
    const { kinesis } = await startStream(2);
    await expect(
      kinesis.send(new CreateStreamCommand({ StreamName: "more", ShardCount: 999 })),
    ).rejects.toMatchObject({
      name: "LimitExceededException",
      message: expect.stringContaining("Current shard count for the account: 2. Limit: 1000."),
    });
  });
});

describe("a filter of shards", () => {
  test("lets through those of a time", async () => {
    const { kinesis, cloud } = await startStream(1);
    const { clock } = cloud.cloud;
    const first = new Date(clock.now());
    await clock.advance(10_000);
    await split(kinesis);
    await clock.advance(10_000);
    const indexes = async (Type: ShardFilterType, Timestamp?: Date, ShardId?: string) => {
      const { Shards } = await kinesis.send(
        new ListShardsCommand({
          StreamName: "events",
          ShardFilter: { Type, Timestamp, ShardId },
        }),
      );
      return Shards?.map((one) => Number(one.ShardId?.slice(-1)));
    };
    const now = new Date(clock.now());
    expect(await indexes("AT_LATEST")).toEqual([1, 2]);
    expect(await indexes("AT_TRIM_HORIZON")).toEqual([0]);
    expect(await indexes("FROM_TRIM_HORIZON")).toEqual([0, 1, 2]);
    expect(await indexes("AT_TIMESTAMP", first)).toEqual([0]);
    expect(await indexes("FROM_TIMESTAMP", now)).toEqual([1, 2]);
    expect(await indexes("AFTER_SHARD_ID", undefined, "shardId-000000000001")).toEqual([2]);
    await expect(indexes("AFTER_SHARD_ID")).rejects.toMatchObject({
      name: "InvalidArgumentException",
    });
  });
});

describe("what is older than the retention", () => {
  test("is gone, with the closed shards that held it", async () => {
    const { kinesis, cloud } = await startStream();
    await putAll(kinesis, [["k", "old"]]);
    await cloud.cloud.clock.advance(DAY_MS / 2);
    const { SequenceNumber } = await kinesis.send(
      new PutRecordCommand({ StreamName: "events", PartitionKey: "k", Data: Buffer.from("new") }),
    );
    await cloud.cloud.clock.advance(DAY_MS / 2 + 1000);
    expect(await readTexts(kinesis)).toEqual(["new"]);
    const [record] = await read(kinesis, {
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      StartingSequenceNumber: SequenceNumber,
    });
    expect(record?.SequenceNumber).toBe(SequenceNumber);
    await split(kinesis);
    await cloud.cloud.clock.advance(DAY_MS + 1000);
    expect(await openShards(kinesis)).toHaveLength(2);
    expect(await shards(kinesis)).toHaveLength(2);
  });
});
