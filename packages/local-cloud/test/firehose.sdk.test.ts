import { randomUUID } from "node:crypto";
import {
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  ListTagsForDeliveryStreamCommand,
  PutRecordCommand,
  StartDeliveryStreamEncryptionCommand,
  StopDeliveryStreamEncryptionCommand,
  TagDeliveryStreamCommand,
  UntagDeliveryStreamCommand,
  UpdateDestinationCommand,
} from "@aws-sdk/client-firehose";
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  CloudWatchLogsClient,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { RoleARN, startFirehose } from "./firehose-fixtures.ts";

let world: Awaited<ReturnType<typeof startFirehose>>;

beforeAll(async () => {
  world = await startFirehose();
});
afterEach(() => world.local.cloud.chaos.set([]));
afterAll(() => world.local.stop());

describe("a delivery stream", () => {
  test("is described with what AWS fills in, listed, tagged and deleted", async () => {
    const { name, arn } = await world.aStream({ BufferingHints: undefined });
    const { DeliveryStreamDescription: shown } = await world.firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
    );
    expect(shown).toMatchObject({
      DeliveryStreamARN: arn,
      DeliveryStreamStatus: "ACTIVE",
      VersionId: "1",
      DeliveryStreamEncryptionConfiguration: { Status: "DISABLED" },
      CreateTimestamp: new Date(world.clock.now()),
    });
    expect(shown!.Destinations![0]!.ExtendedS3DestinationDescription).toMatchObject({
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
      CompressionFormat: "UNCOMPRESSED",
      S3BackupMode: "Disabled",
    });
    const after = { ExclusiveStartDeliveryStreamName: name.slice(0, -1), Limit: 1 };
    const listed = await world.firehose.send(new ListDeliveryStreamsCommand(after));
    expect(listed.DeliveryStreamNames).toEqual([name]);

    const DeliveryStreamName = name;
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await world.firehose.send(new TagDeliveryStreamCommand({ DeliveryStreamName, Tags }));
    await world.firehose.send(
      new UntagDeliveryStreamCommand({ DeliveryStreamName, TagKeys: ["a"] }),
    );
    const tagged = await world.firehose.send(
      new ListTagsForDeliveryStreamCommand({ DeliveryStreamName }),
    );
    expect(tagged).toMatchObject({ Tags: [{ Key: "b", Value: "2" }], HasMoreTags: false });

    await world.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName }));
    const gone = world.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    await expect(gone).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Firehose ${name} under account 000000000000 not found.`,
    });
  });

  test("keeps how it is to be encrypted", async () => {
    const { name: DeliveryStreamName } = await world.aStream();
    await world.firehose.send(new StartDeliveryStreamEncryptionCommand({ DeliveryStreamName }));
    const describeStream = () =>
      world.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    const started = await describeStream();
    expect(started.DeliveryStreamDescription!.DeliveryStreamEncryptionConfiguration).toMatchObject({
      Status: "ENABLED",
      KeyType: "AWS_OWNED_CMK",
    });
    await world.firehose.send(new StopDeliveryStreamEncryptionCommand({ DeliveryStreamName }));
    const stopped = await describeStream();
    expect(stopped.DeliveryStreamDescription!.DeliveryStreamEncryptionConfiguration).toEqual({
      Status: "DISABLED",
    });
  });

  test.each([
    [{ BufferingHints: { SizeInMBs: 200 } }, "InvalidArgumentException"],
    [{ CompressionFormat: "ZIP" as const }, "NotEmulated"],
    [{ S3BackupMode: "Enabled" as const }, "NotEmulated"],
    [{ Prefix: "!{partitionKeyFromQuery:a}/" }, "InvalidArgumentException"],
    [{ DynamicPartitioningConfiguration: { Enabled: true } }, "InvalidArgumentException"],
    [{ ErrorOutputPrefix: "error/!{timestamp:yyyy}/" }, "InvalidArgumentException"],
    [{ CustomTimeZone: "Mars/North" }, "InvalidArgumentException"],
    [{ RoleARN: "me" }, "ValidationException"],
  ])("is refused with %o", async (over, name) => {
    await expect(world.aStream(over)).rejects.toMatchObject({ name });
  });
});

describe("records", () => {
  test("come to the bucket as one object after the interval, oldest first", async () => {
    const { name } = await world.aStream({ Prefix: "raw/" });
    const { RecordId } = await world.firehose.send(
      new PutRecordCommand({ DeliveryStreamName: name, Record: { Data: Buffer.from("a\n") } }),
    );
    expect(RecordId).toHaveLength(220);
    const at = new Date(world.clock.now());
    await world.advance(59_000);
    await world.put(name, "b\n", "c\n");
    expect(await world.objects(name)).toEqual([]);
    await world.advance(1000);
    const [[key, text] = ["", ""], ...others] = await world.objects(name);
    expect([text, others]).toEqual(["a\nb\nc\n", []]);
    const [day, hour] = at.toISOString().split(/[T:]/);
    expect(key).toMatch(
      new RegExp(
        `^raw/${day!.replaceAll("-", "/")}/${hour}/${name}-1-${day}-${hour}-\\d\\d-\\d\\d-[0-9a-f-]{36}$`,
      ),
    );
    await world.advance(600_000);
    expect(await world.objects(name)).toHaveLength(1);
  });

  test("come at once when they fill the buffer, and what is left after its own interval", async () => {
    const { name } = await world.aStream({ CompressionFormat: "GZIP" });
    await world.put(name, "x".repeat(600_000), "y".repeat(600_000));
    expect((await world.objects(name)).map(([, { length }]) => length)).toEqual([600_000]);
    await world.advance(60_000);
    expect(new Set((await world.objects(name)).map(([, text]) => text[0]))).toEqual(
      new Set(["x", "y"]),
    );
  });

  test("are refused when there are too many or they are too large", async () => {
    const { name } = await world.aStream();
    const refused = { name: "ValidationException" };
    await expect(world.put(name, ...Array.from({ length: 501 }, () => "a"))).rejects.toMatchObject(
      refused,
    );
    await expect(world.put(name, "a".repeat(1_024_001))).rejects.toMatchObject(refused);
    await expect(
      world.put(name, ...Array.from({ length: 5 }, () => "a".repeat(1_000_000))),
    ).rejects.toMatchObject({ name: "InvalidArgumentException" });
    await expect(world.put("nowhere", "a")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("are refused one by one when the stream has no room, and the others are taken", async () => {
    const { name } = await world.aStream();
    const rule = { service: "firehose", operation: "write", fault: "throttle" as const, times: 1 };
    world.local.cloud.chaos.set([rule]);
    const { FailedPutCount, RequestResponses } = await world.put(name, "a", "b");
    expect(FailedPutCount).toBe(1);
    expect(RequestResponses![0]).toMatchObject({
      ErrorCode: "ServiceUnavailableException",
      ErrorMessage: "Slow down.",
    });
    expect(RequestResponses![1]!.RecordId).toBeDefined();
    world.local.cloud.chaos.set([rule]);
    const one = new PutRecordCommand({
      DeliveryStreamName: name,
      Record: { Data: Buffer.from("a") },
    });
    await expect(world.firehose.send(one)).rejects.toMatchObject({
      name: "ServiceUnavailableException",
    });
    await world.advance(60_000);
    expect((await world.objects(name)).map(([, text]) => text)).toEqual(["b"]);
  });

  test("wait while the bucket is not there, and say so in the log", async () => {
    const logs = world.local.client(CloudWatchLogsClient);
    const at = { logGroupName: `/firehose/${randomUUID()}`, logStreamName: "s3" };
    await logs.send(new CreateLogGroupCommand(at));
    await logs.send(new CreateLogStreamCommand(at));
    const Bucket = `late-${randomUUID().slice(0, 8)}`;
    const { name } = await world.aStream({
      BucketARN: `arn:aws:s3:::${Bucket}`,
      CloudWatchLoggingOptions: {
        Enabled: true,
        LogGroupName: at.logGroupName,
        LogStreamName: "s3",
      },
    });
    await world.put(name, "a");
    await world.advance(60_000);
    const { events = [] } = await logs.send(new GetLogEventsCommand(at));
    expect(JSON.parse(events[0]!.message!)).toMatchObject({ errorCode: "S3.NoSuchBucket" });
    await world.s3.send(new CreateBucketCommand({ Bucket }));
    await world.advance(60_000);
    expect((await world.objects(Bucket)).map(([, text]) => text)).toEqual(["a"]);
  });

  test("come by way of a rule of EventBridge", async () => {
    const { name, arn } = await world.aStream();
    const events = world.local.client(EventBridgeClient);
    await events.send(new PutRuleCommand({ Name: name, EventPattern: `{"source":["${name}"]}` }));
    const InputTransformer = { InputPathsMap: { n: "$.detail.n" }, InputTemplate: '{"n":<n>}\n' };
    const Targets = [{ Id: "f", Arn: arn, RoleArn: RoleARN, InputTransformer }];
    await events.send(new PutTargetsCommand({ Rule: name, Targets }));
    const entry = { Source: name, DetailType: "d", Detail: '{"n":1}' };
    await events.send(new PutEventsCommand({ Entries: [entry, entry] }));
    await world.local.cloud.deliveries.idle();
    await world.advance(60_000);
    expect((await world.objects(name)).map(([, text]) => text)).toEqual(['{"n":1}\n{"n":1}\n']);
  });
});

test("UpdateDestination takes a new prefix for what is buffered, and refuses an old version", async () => {
  const { name: DeliveryStreamName } = await world.aStream();
  await world.put(DeliveryStreamName, "a");
  const update = new UpdateDestinationCommand({
    DeliveryStreamName,
    CurrentDeliveryStreamVersionId: "1",
    DestinationId: "destinationId-000000000001",
    ExtendedS3DestinationUpdate: { Prefix: "new/" },
  });
  await world.firehose.send(update);
  await expect(world.firehose.send(update)).rejects.toMatchObject({
    name: "ConcurrentModificationException",
  });
  await world.advance(60_000);
  const [[key] = [""]] = await world.objects(DeliveryStreamName);
  expect(key).toMatch(new RegExp(`^new/.*/${DeliveryStreamName}-2-`));
});
