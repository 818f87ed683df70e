import {
  DeleteItemCommand,
  DeleteTableCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record,
  type GetShardIteratorCommandInput,
} from "@aws-sdk/client-dynamodb-streams";
import { describe, expect, test } from "vitest";
import type { AdjustableClock } from "../src/clock.ts";
import { engineOf } from "../src/services/dynamodb/engine.ts";
import type { TestCloud } from "../src/testing.ts";
import { aKey, createTable, NOON, putAll, startTables } from "./dynamodb-fixtures.ts";

interface Streamed {
  readonly cloud: TestCloud;
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly clock: AdjustableClock;
  readonly arn: string;
}

const ONE_SHARD = {
  BillingMode: "PROVISIONED",
  ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
} as const;

async function startStream(
  over: Partial<CreateTableCommandInput> = {},
  view: "KEYS_ONLY" | "NEW_AND_OLD_IMAGES" = "NEW_AND_OLD_IMAGES",
): Promise<Streamed> {
  const { cloud, client, clock } = await startTables();
  const { LatestStreamArn } = await createTable(client, {
    ...ONE_SHARD,
    ...over,
    StreamSpecification: { StreamEnabled: true, StreamViewType: view },
  });
  const streams = cloud.client(DynamoDBStreamsClient);
  return { cloud, client, streams, clock, arn: LatestStreamArn! };
}

async function shardIds(streams: DynamoDBStreamsClient, StreamArn: string): Promise<string[]> {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  return StreamDescription!.Shards!.map(({ ShardId }) => ShardId!);
}

async function iterator(
  { streams, arn: StreamArn }: Pick<Streamed, "streams" | "arn">,
  over: Partial<GetShardIteratorCommandInput> = {},
): Promise<string> {
  const [ShardId] = await shardIds(streams, StreamArn);
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId,
      ShardIteratorType: "TRIM_HORIZON",
      ...over,
    }),
  );
  return ShardIterator!;
}

async function records(
  from: Pick<Streamed, "streams" | "arn">,
  over: Partial<GetShardIteratorCommandInput> = {},
): Promise<_Record[]> {
  const { Records } = await from.streams.send(
    new GetRecordsCommand({ ShardIterator: await iterator(from, over) }),
  );
  return Records!;
}

describe("records", () => {
  test("tell inserts, changes and removals, in order, with both images", async () => {
    const stream = await startStream();
    const { client } = stream;
    const key = aKey("a", "1");
    await putAll(client, [{ ...key, v: { N: "1" }, bytes: { B: Uint8Array.of(9) } }]);
    await client.send(
      new UpdateItemCommand({
        TableName: "Orders",
        Key: key,
        UpdateExpression: "SET v = :two REMOVE bytes",
        ExpressionAttributeValues: { ":two": { N: "2" } },
      }),
    );
    await client.send(new DeleteItemCommand({ TableName: "Orders", Key: key }));
    await client.send(new DeleteItemCommand({ TableName: "Orders", Key: key }));

    const found = await records(stream);
    expect(found.map(({ eventName }) => eventName)).toEqual(["INSERT", "MODIFY", "REMOVE"]);
    expect(found[0]).toMatchObject({
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: stream.cloud.cloud.config.region,
      dynamodb: {
        ApproximateCreationDateTime: new Date(NOON),
        Keys: key,
        NewImage: { ...key, v: { N: "1" }, bytes: { B: Uint8Array.of(9) } },
        StreamViewType: "NEW_AND_OLD_IMAGES",
      },
    });
    expect(found[0]?.dynamodb?.OldImage).toBeUndefined();
    expect(found[1]?.dynamodb).toMatchObject({
      NewImage: { ...key, v: { N: "2" } },
      OldImage: { ...key, v: { N: "1" } },
    });
    expect(found[2]?.dynamodb?.NewImage).toBeUndefined();
    expect(found[2]?.userIdentity).toBeUndefined();
    const numbers = found.map(({ dynamodb }) => dynamodb!.SequenceNumber!);
    expect(numbers).toEqual(numbers.toSorted());
  });

  test("are not written for a write that changes nothing or fails", async () => {
    const stream = await startStream();
    const item = { ...aKey("a", "1"), v: { N: "1" } };
    await putAll(stream.client, [item, { ...item, v: { N: "1.0" } }]);
    const failing = stream.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: "Orders", Item: aKey("b", "1") } },
          {
            Put: {
              TableName: "Orders",
              Item: aKey("a", "1"),
              ConditionExpression: "attribute_not_exists(pk)",
            },
          },
        ],
      }),
    );
    await expect(failing).rejects.toMatchObject({ name: "TransactionCanceledException" });
    expect(await records(stream)).toHaveLength(1);
  });

  test("hold keys alone in a KEYS_ONLY stream", async () => {
    const stream = await startStream({}, "KEYS_ONLY");
    await putAll(stream.client, [{ ...aKey("a", "1"), v: { N: "1" } }]);
    const [record] = await records(stream);
    expect(record?.dynamodb?.Keys).toEqual(aKey("a", "1"));
    expect(record?.dynamodb?.NewImage).toBeUndefined();
  });

  test("name the service when TTL removes an item", async () => {
    const stream = await startStream();
    await stream.client.send(
      new UpdateTimeToLiveCommand({
        TableName: "Orders",
        TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      }),
    );
    await putAll(stream.client, [{ ...aKey("a", "1"), expires: { N: String(NOON / 1000 + 5) } }]);
    await stream.clock.advance(5000);
    const [, removal] = await records(stream);
    expect(removal).toMatchObject({
      eventName: "REMOVE",
      userIdentity: { PrincipalId: "dynamodb.amazonaws.com", Type: "Service" },
    });
  });

  test("of one key stay in one shard of an on-demand table", async () => {
    const { client, streams, arn } = await startStream({
      BillingMode: "PAY_PER_REQUEST",
      ProvisionedThroughput: undefined,
    });
    const keys = Array.from({ length: 20 }, (_, index) => `p${index}`);
    for (const v of ["1", "2", "3"]) {
      await putAll(
        client,
        keys.map((pk) => ({ ...aKey(pk, "1"), v: { N: v } })),
      );
    }
    const shards = await shardIds(streams, arn);
    expect(shards).toHaveLength(4);
    const seen = new Map<string, (string | undefined)[]>();
    for (const ShardId of shards) {
      const inShard = await records({ streams, arn }, { ShardId });
      const keysHere = new Set(inShard.map(({ dynamodb }) => dynamodb!.Keys!["pk"]!.S!));
      for (const key of keysHere) expect(seen.has(key)).toBe(false);
      for (const { dynamodb } of inShard) {
        const key = dynamodb!.Keys!["pk"]!.S!;
        seen.set(key, [...(seen.get(key) ?? []), dynamodb!.NewImage!["v"]!.N]);
      }
    }
    expect([...seen.keys()].sort()).toEqual(keys.toSorted());
    for (const versions of seen.values()) expect(versions).toEqual(["1", "2", "3"]);
  });

  test("survive a restart, and are forgotten after 24 hours", async () => {
    const { cloud, client, clock, arn } = await startStream();
    await putAll(client, [aKey("a", "1")]);
    const again = await cloud.restart();
    const streams = again.client(DynamoDBStreamsClient);
    const [record] = await records({ streams, arn });
    expect(record?.eventName).toBe("INSERT");
    await clock.advance(24 * 60 * 60 * 1000 + 1);
    expect(await records({ streams, arn })).toEqual([]);
    await expect(
      iterator(
        { streams, arn },
        {
          ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
          SequenceNumber: record!.dynamodb!.SequenceNumber,
        },
      ),
    ).rejects.toMatchObject({ name: "TrimmedDataAccessException" });
  });
});

describe("iterators", () => {
  test("go on where the last answer ended", async () => {
    const stream = await startStream();
    await putAll(stream.client, [aKey("a", "1"), aKey("a", "2"), aKey("a", "3")]);
    const first = await stream.streams.send(
      new GetRecordsCommand({ ShardIterator: await iterator(stream), Limit: 2 }),
    );
    expect(first.Records).toHaveLength(2);
    const second = await stream.streams.send(
      new GetRecordsCommand({ ShardIterator: first.NextShardIterator }),
    );
    expect(second.Records?.map(({ dynamodb }) => dynamodb?.Keys)).toEqual([aKey("a", "3")]);
  });

  test("start at the horizon, at the end, at a record, or after one", async () => {
    const stream = await startStream();
    await putAll(stream.client, [aKey("a", "1"), aKey("a", "2")]);
    const latest = await iterator(stream, { ShardIteratorType: "LATEST" });
    const [first] = await records(stream);
    const SequenceNumber = first?.dynamodb?.SequenceNumber;
    const at = { ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber } as const;
    const after = { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber } as const;
    expect(await records(stream, at)).toHaveLength(2);
    expect(await records(stream, after)).toHaveLength(1);
    await putAll(stream.client, [aKey("a", "3")]);
    const { Records } = await stream.streams.send(new GetRecordsCommand({ ShardIterator: latest }));
    expect(Records?.map(({ dynamodb }) => dynamodb?.Keys)).toEqual([aKey("a", "3")]);
  });

  test("expire after 15 minutes, and are refused when forged", async () => {
    const stream = await startStream();
    const ShardIterator = await iterator(stream);
    await stream.clock.advance(15 * 60 * 1000 + 1);
    await expect(
      stream.streams.send(new GetRecordsCommand({ ShardIterator })),
    ).rejects.toMatchObject({ name: "ExpiredIteratorException" });
    await expect(
      stream.streams.send(new GetRecordsCommand({ ShardIterator: "arn|1|e30" })),
    ).rejects.toMatchObject({ name: "ValidationException", message: "Invalid ShardIterator" });
  });
});

describe("streams", () => {
  test("end when they are disabled, and a new one begins", async () => {
    const stream = await startStream();
    const { client, streams, arn, clock } = stream;
    await putAll(client, [aKey("a", "1")]);
    const change = (StreamSpecification: {
      StreamEnabled: boolean;
      StreamViewType?: "KEYS_ONLY";
    }) => client.send(new UpdateTableCommand({ TableName: "Orders", StreamSpecification }));
    await change({ StreamEnabled: false });
    await putAll(client, [aKey("a", "2")]);
    const ended = await streams.send(
      new GetRecordsCommand({ ShardIterator: await iterator(stream) }),
    );
    expect(ended.Records).toHaveLength(1);
    expect(ended.NextShardIterator).toBeUndefined();

    await clock.advance(1000);
    const { TableDescription } = await change({
      StreamEnabled: true,
      StreamViewType: "KEYS_ONLY",
    });
    expect(TableDescription?.LatestStreamArn).not.toBe(arn);
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName: "Orders" }));
    expect(Streams?.map(({ StreamArn }) => StreamArn)).toEqual([
      arn,
      TableDescription?.LatestStreamArn,
    ]);
    await expect(change({ StreamEnabled: true, StreamViewType: "KEYS_ONLY" })).rejects.toThrow(
      "Table already has an enabled stream: TableName: Orders",
    );
  });

  test("can be read for a day after their table has gone", async () => {
    const stream = await startStream();
    await putAll(stream.client, [aKey("a", "1")]);
    await stream.client.send(new DeleteTableCommand({ TableName: "Orders" }));
    expect(await records(stream)).toHaveLength(1);
    await stream.clock.advance(24 * 60 * 60 * 1000 + 1);
    await expect(records(stream)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("wake a listener in the process when a record can be read", async () => {
    const stream = await startStream();
    const { streams: store } = engineOf(stream.cloud.cloud);
    const woken = new Promise<void>((resolve) => {
      const stop = store.onRecords(stream.arn, () => {
        stop();
        resolve();
      });
    });
    await putAll(stream.client, [aKey("a", "1")]);
    await woken;
    expect(await records(stream)).toHaveLength(1);
  });
});
