import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  type _Record,
  type GetShardIteratorCommandInput,
  type PutRecordsCommandOutput,
  type Shard,
} from "@aws-sdk/client-kinesis";
import { createClock } from "../src/clock.ts";
import { startTestCloud, type TestCloud, type TestCloudOptions } from "../src/testing.ts";

export interface KinesisFixture {
  readonly cloud: TestCloud;
  readonly kinesis: KinesisClient;
}

/** A cloud with a stream `events`, and the client as anybody would make it. */
export async function startStream(
  ShardCount = 1,
  options?: TestCloudOptions,
): Promise<KinesisFixture> {
  const cloud = await startTestCloud(options);
  const kinesis = cloud.client(KinesisClient);
  await kinesis.send(new CreateStreamCommand({ StreamName: "events", ShardCount }));
  return { cloud, kinesis };
}

/** Puts one record for each `[partition key, text]`. */
export function putAll(
  kinesis: KinesisClient,
  records: readonly (readonly [string, string])[],
): Promise<PutRecordsCommandOutput> {
  const Records = records.map(([PartitionKey, content]) => ({
    PartitionKey,
    Data: bytes(content),
  }));
  return kinesis.send(new PutRecordsCommand({ StreamName: "events", Records }));
}

export async function shards(kinesis: KinesisClient, StreamName = "events"): Promise<Shard[]> {
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  return Shards;
}

export async function iterator(
  kinesis: KinesisClient,
  at: Partial<GetShardIteratorCommandInput> = {},
): Promise<string> {
  const { ShardIterator = "" } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: "events",
      ShardId: "shardId-000000000000",
      ShardIteratorType: "TRIM_HORIZON",
      ...at,
    }),
  );
  return ShardIterator;
}

/** The records of one shard, from its beginning unless told otherwise. */
export async function read(
  kinesis: KinesisClient,
  at: Partial<GetShardIteratorCommandInput> = {},
): Promise<_Record[]> {
  const ShardIterator = await iterator(kinesis, at);
  const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return Records;
}

export async function readTexts(
  kinesis: KinesisClient,
  at: Partial<GetShardIteratorCommandInput> = {},
): Promise<string[]> {
  return (await read(kinesis, at)).map(({ Data }) => text(Data));
}

/** Time that passes only when the test says so: for limits by the second. */
export function stillClock(): Pick<TestCloudOptions, "clock"> {
  return { clock: createClock({ pace: "manual", startMs: Date.UTC(2026, 0, 1) }) };
}

export function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

export function text(data: Uint8Array | undefined): string {
  return new TextDecoder().decode(data);
}
