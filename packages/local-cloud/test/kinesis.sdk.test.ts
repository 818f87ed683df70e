import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "vitest";
import {
  bytes,
  iterator,
  putAll,
  read,
  readTexts,
  shards,
  startStream,
  stillClock,
} from "./kinesis-fixtures.ts";

const ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/events";
const MIB = 1024 * 1024;

describe("a stream", () => {
  test("is created, described, listed and deleted", async () => {
    const { kinesis, cloud } = await startStream(2);
    const { StreamDescription } = await kinesis.send(
      new DescribeStreamCommand({ StreamName: "events", Limit: 1 }),
    );
    expect(StreamDescription).toMatchObject({
      StreamName: "events",
      StreamARN: `arn:aws:kinesis:${cloud.cloud.config.region}:000000000000:stream/events`,
      StreamStatus: "ACTIVE",
      StreamModeDetails: { StreamMode: "PROVISIONED" },
      RetentionPeriodHours: 24,
      EncryptionType: "NONE",
      HasMoreShards: true,
      Shards: [
        {
          ShardId: "shardId-000000000000",
          HashKeyRange: {
            StartingHashKey: "0",
            EndingHashKey: "170141183460469231731687303715884105727",
          },
        },
      ],
    });
    const [first] = StreamDescription?.Shards ?? [];
    expect(first?.SequenceNumberRange?.StartingSequenceNumber).toMatch(/^\d{56}$/);
    const { StreamDescriptionSummary } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamARN: StreamDescription?.StreamARN }),
    );
    expect(StreamDescriptionSummary).toMatchObject({ OpenShardCount: 2, ConsumerCount: 0 });
    const { StreamNames } = await kinesis.send(new ListStreamsCommand({}));
    expect(StreamNames).toEqual(["events"]);
    await kinesis.send(new DeleteStreamCommand({ StreamName: "events" }));
    await expect(shards(kinesis)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Stream events under account 000000000000 not found.",
    });
  });

  test("has a name of its own", async () => {
    const { kinesis } = await startStream();
    await expect(
      kinesis.send(new CreateStreamCommand({ StreamName: "events", ShardCount: 1 })),
    ).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: "Stream events under account 000000000000 already exists.",
    });
    await expect(
      kinesis.send(new CreateStreamCommand({ StreamName: "no spaces", ShardCount: 1 })),
    ).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value 'no spaces' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    });
  });
});

describe("records", () => {
  test("of one partition key come out in the order in which they went in", async () => {
    const { kinesis } = await startStream(4);
    const put = await putAll(
      kinesis,
      Array.from({ length: 20 }, (_, index) => [`key-${index % 5}`, String(index)] as const),
    );
    expect(put.FailedRecordCount).toBe(0);
    const all = await Promise.all(
      (await shards(kinesis)).map(({ ShardId }) => readTexts(kinesis, { ShardId })),
    );
    expect(all.flat()).toHaveLength(20);
    for (let key = 0; key < 5; key += 1) {
      const ofKey = all.flat().filter((one) => Number(one) % 5 === key);
      expect(ofKey).toEqual([0, 5, 10, 15].map((one) => String(one + key)));
    }
  });

  test("have sequence numbers that grow and say their shard", async () => {
    const { kinesis } = await startStream(2);
    const send = (PartitionKey: string, SequenceNumberForOrdering?: string) =>
      kinesis.send(
        new PutRecordCommand({
          StreamName: "events",
          PartitionKey,
          Data: bytes("x"),
          SequenceNumberForOrdering,
        }),
      );
    const first = await send("a");
    const second = await send("a", first.SequenceNumber);
    expect(second.ShardId).toBe(first.ShardId);
    expect(second.SequenceNumber! > first.SequenceNumber!).toBe(true);
    expect(second.EncryptionType).toBe("NONE");
    await expect(send("a", "17")).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message:
        "ExclusiveMinimumSequenceNumber 17 used in PutRecord on stream events under account 000000000000 is invalid.",
    });
  });

  test("go to the shard of an explicit hash key", async () => {
    const { kinesis } = await startStream(2);
    const send = (ExplicitHashKey: string) =>
      kinesis.send(
        new PutRecordCommand({
          StreamName: "events",
          PartitionKey: "any",
          Data: bytes("x"),
          ExplicitHashKey,
        }),
      );
    const half = 2n ** 127n;
    expect((await send("0")).ShardId).toBe("shardId-000000000000");
    expect((await send(String(half - 1n))).ShardId).toBe("shardId-000000000000");
    expect((await send(String(half))).ShardId).toBe("shardId-000000000001");
    expect((await send(String(2n ** 128n - 1n))).ShardId).toBe("shardId-000000000001");
    await expect(send(String(2n ** 128n))).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message: `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${2n ** 128n}`,
    });
  });

  test("beyond what a shard takes in a second are refused one by one", async () => {
    const { kinesis, cloud } = await startStream(1, stillClock());
    const put = (sizeBytes: number, count: number) =>
      kinesis.send(
        new PutRecordsCommand({
          StreamName: "events",
          Records: Array.from({ length: count }, () => ({
            PartitionKey: "k",
            Data: new Uint8Array(sizeBytes - 1),
          })),
        }),
      );
    const { FailedRecordCount, Records } = await put(MIB / 4, 6);
    expect(FailedRecordCount).toBe(2);
    expect(Records?.[4]).toEqual({
      ErrorCode: "ProvisionedThroughputExceededException",
      ErrorMessage:
        "Rate exceeded for shard shardId-000000000000 in stream events under account 000000000000.",
    });
    await cloud.cloud.clock.advance(1000);
    expect((await put(MIB / 4, 4)).FailedRecordCount).toBe(0);
    expect(await read(kinesis)).toHaveLength(8);
  });
});

describe("chaos", () => {
  test("strikes single records of a batch, or the whole call", async () => {
    const { kinesis, cloud } = await startStream();
    const { chaos } = cloud.cloud;
    chaos.set([
      { service: "kinesis", operation: "write", fault: "throttle", times: 1 },
      { service: "kinesis", operation: "write", fault: "error", times: 2 },
    ]);
    const put = await putAll(kinesis, [
      ["k", "1"],
      ["k", "2"],
      ["k", "3"],
    ]);
    expect(put.FailedRecordCount).toBe(2);
    expect(put.Records?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      "InternalFailure",
      "InternalFailure",
      undefined,
    ]);
    expect(await readTexts(kinesis)).toEqual(["3"]);
    chaos.set([{ service: "kinesis", operation: "PutRecords", fault: "throttle" }]);
    await expect(putAll(kinesis, [["k", "4"]])).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
    });
  });
});

describe("an iterator", () => {
  test("begins where its type says", async () => {
    const { kinesis, cloud } = await startStream();
    const { Records = [] } = await putAll(kinesis, [
      ["k", "1"],
      ["k", "2"],
    ]);
    await cloud.cloud.clock.advance(10_000);
    const latest = await iterator(kinesis, { ShardIteratorType: "LATEST" });
    const Timestamp = new Date(cloud.cloud.clock.now() - 5000);
    await putAll(kinesis, [["k", "3"]]);
    const at = (ShardIteratorType: "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER") =>
      readTexts(kinesis, {
        ShardIteratorType,
        StartingSequenceNumber: Records[1]?.SequenceNumber,
      });
    expect(await readTexts(kinesis)).toEqual(["1", "2", "3"]);
    expect(await at("AT_SEQUENCE_NUMBER")).toEqual(["2", "3"]);
    expect(await at("AFTER_SEQUENCE_NUMBER")).toEqual(["3"]);
    expect(await readTexts(kinesis, { ShardIteratorType: "AT_TIMESTAMP", Timestamp })).toEqual([
      "3",
    ]);
    await cloud.cloud.clock.advance(1000);
    const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator: latest }));
    expect(answer.Records).toHaveLength(1);
  });

  test("goes on from page to page and says how far behind it is", async () => {
    const { kinesis, cloud } = await startStream();
    await putAll(kinesis, [["k", "1"]]);
    await cloud.cloud.clock.advance(5000);
    await putAll(kinesis, [["k", "2"]]);
    const first = await kinesis.send(
      new GetRecordsCommand({ ShardIterator: await iterator(kinesis), Limit: 1 }),
    );
    expect(first.Records).toHaveLength(1);
    expect(first.MillisBehindLatest).toBeGreaterThanOrEqual(5000);
    const second = await kinesis.send(
      new GetRecordsCommand({ ShardIterator: first.NextShardIterator }),
    );
    expect(second.Records).toHaveLength(1);
    expect(second.MillisBehindLatest).toBe(0);
    expect(second.ChildShards).toBeUndefined();
  });

  test("expires after five minutes, and is refused when forged", async () => {
    const { kinesis, cloud } = await startStream();
    const ShardIterator = await iterator(kinesis);
    await cloud.cloud.clock.advance(300_001);
    await expect(kinesis.send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
      name: "ExpiredIteratorException",
      message: expect.stringMatching(
        /^Iterator expired\. The iterator was created at time \w{3} \w{3} \d\d [\d:]{8} UTC \d{4} while right now it is .* which is further in the future than the tolerated delay of 300000 milliseconds\.$/,
      ),
    });
    await expect(
      kinesis.send(new GetRecordsCommand({ ShardIterator: "AAAA" })),
    ).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message: "Invalid ShardIterator.",
    });
  });

  test("is refused where its numbers or its time do not belong", async () => {
    const { kinesis, cloud } = await startStream(2);
    const [, second] = await shards(kinesis);
    const StartingSequenceNumber = second?.SequenceNumberRange?.StartingSequenceNumber;
    const at = { ShardIteratorType: "AT_SEQUENCE_NUMBER" as const, StartingSequenceNumber };
    await expect(iterator(kinesis, at)).rejects.toThrow(
      "Invalid StartingSequenceNumber. It encodes shardId-000000000001, while it was used in a call to a shard with shardId-000000000000",
    );
    await expect(iterator(kinesis, { ...at, ShardIteratorType: "LATEST" })).rejects.toThrow(
      "Request specified LATEST and also a StartingSequenceNumber.",
    );
    const Timestamp = new Date(cloud.cloud.clock.now() + 60_000);
    await expect(
      iterator(kinesis, { ShardIteratorType: "AT_TIMESTAMP", Timestamp }),
    ).rejects.toThrow("The timestampInMillis parameter cannot be greater");
    await expect(
      kinesis.send(
        new GetShardIteratorCommand({
          StreamARN: ARN.replace("us-east-1", cloud.cloud.config.region),
          ShardId: "shardId-000000000007",
          ShardIteratorType: "LATEST",
        }),
      ),
    ).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message:
        "Shard shardId-000000000007 in stream events under account 000000000000 does not exist",
    });
  });

  test("gives five reads a second", async () => {
    const { kinesis, cloud } = await startStream(1, stillClock());
    const ShardIterator = await iterator(kinesis);
    const get = () => kinesis.send(new GetRecordsCommand({ ShardIterator }));
    for (let reads = 0; reads < 5; reads += 1) await get();
    await expect(get()).rejects.toMatchObject({ name: "ProvisionedThroughputExceededException" });
    await cloud.cloud.clock.advance(1000);
    expect((await get()).Records).toEqual([]);
  });
});

describe("the list of shards", () => {
  test("comes in pages", async () => {
    const { kinesis, cloud } = await startStream(3);
    const first = await kinesis.send(
      new ListShardsCommand({ StreamName: "events", MaxResults: 2 }),
    );
    expect(first.Shards).toHaveLength(2);
    const rest = await kinesis.send(new ListShardsCommand({ NextToken: first.NextToken }));
    expect(rest.Shards?.map(({ ShardId }) => ShardId)).toEqual(["shardId-000000000002"]);
    expect(rest.NextToken).toBeUndefined();
    await cloud.cloud.clock.advance(300_001);
    await expect(
      kinesis.send(new ListShardsCommand({ NextToken: first.NextToken })),
    ).rejects.toMatchObject({ name: "ExpiredNextTokenException" });
  });
});
