import {
  AddTagsToStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteResourcePolicyCommand,
  DeleteStreamCommand,
  DeregisterStreamConsumerCommand,
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  DisableEnhancedMonitoringCommand,
  EnableEnhancedMonitoringCommand,
  GetResourcePolicyCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListStreamConsumersCommand,
  ListTagsForResourceCommand,
  ListTagsForStreamCommand,
  PutResourcePolicyCommand,
  RegisterStreamConsumerCommand,
  RemoveTagsFromStreamCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  SubscribeToShardCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateMaxRecordSizeCommand,
  type KinesisClient,
  type RegisterStreamConsumerCommandOutput,
  type StreamDescriptionSummary,
} from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "vitest";
import { putAll, read, startStream } from "./kinesis-fixtures.ts";

const StreamName = "events";
const StreamARN = "arn:aws:kinesis:eu-west-1:000000000000:stream/events";

async function summary(kinesis: KinesisClient): Promise<Partial<StreamDescriptionSummary>> {
  const answer = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  return answer.StreamDescriptionSummary ?? {};
}

function register(
  kinesis: KinesisClient,
  ConsumerName: string,
): Promise<RegisterStreamConsumerCommandOutput> {
  return kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName }));
}

test("the retention is raised and lowered between a day and a year", async () => {
  const { kinesis } = await startStream();
  const raise = (RetentionPeriodHours: number) =>
    kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));
  const lower = (RetentionPeriodHours: number) =>
    kinesis.send(new DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));
  await raise(8760);
  expect((await summary(kinesis)).RetentionPeriodHours).toBe(8760);
  await lower(48);
  await expect(raise(24)).rejects.toMatchObject({
    name: "InvalidArgumentException",
    message:
      "Requested retention period (24 hours) for stream events can not be shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod API.",
  });
  await expect(lower(72)).rejects.toThrow("Use IncreaseRetentionPeriod API.");
  await expect(raise(8761)).rejects.toThrow("Maximum allowed retention period is 8760 hours.");
  await expect(lower(23)).rejects.toThrow("Minimum allowed retention period is 24 hours.");
});

test("encryption is stored with its key and shown with each record", async () => {
  const { kinesis } = await startStream();
  const encryption = { StreamName, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" } as const;
  await kinesis.send(new StartStreamEncryptionCommand(encryption));
  expect(await summary(kinesis)).toMatchObject({ EncryptionType: "KMS", KeyId: encryption.KeyId });
  expect(await putAll(kinesis, [["k", "1"]])).toMatchObject({ EncryptionType: "KMS" });
  await kinesis.send(new StopStreamEncryptionCommand(encryption));
  expect(await putAll(kinesis, [["k", "2"]])).toMatchObject({ EncryptionType: "NONE" });
  const types = (await read(kinesis)).map(({ EncryptionType }) => EncryptionType);
  expect(types).toEqual(["KMS", undefined]);
});

test("records may be larger once the stream allows it", async () => {
  const { kinesis } = await startStream();
  const large = () => putAll(kinesis, [["k", "x".repeat(1024 * 1024)]]);
  await expect(large()).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(
      "at 'records.1.member.data' failed to satisfy constraint: Member must have length less than or equal to 1048576",
    ),
  });
  await kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: 2048 }));
  expect((await large()).FailedRecordCount).toBe(0);
  expect((await summary(kinesis)).MaxRecordSizeInKiB).toBe(2048);
  await expect(
    kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB: 1 })),
  ).rejects.toMatchObject({ name: "ValidationException" });
});

test("the metrics of single shards are chosen", async () => {
  const { kinesis } = await startStream();
  const enabled = await kinesis.send(
    new EnableEnhancedMonitoringCommand({ StreamName, ShardLevelMetrics: ["ALL"] }),
  );
  expect(enabled.CurrentShardLevelMetrics).toEqual([]);
  expect(enabled.DesiredShardLevelMetrics).toHaveLength(7);
  const disabled = await kinesis.send(
    new DisableEnhancedMonitoringCommand({ StreamName, ShardLevelMetrics: ["IncomingBytes"] }),
  );
  expect(disabled.DesiredShardLevelMetrics).toHaveLength(6);
});

describe("tags", () => {
  test("of a stream are added, listed and removed", async () => {
    const { kinesis } = await startStream();
    await kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { a: "1", b: "2" } }));
    await kinesis.send(new TagResourceCommand({ ResourceARN: StreamARN, Tags: { b: "3" } }));
    const page = await kinesis.send(new ListTagsForStreamCommand({ StreamName, Limit: 1 }));
    expect(page).toMatchObject({ Tags: [{ Key: "a", Value: "1" }], HasMoreTags: true });
    await kinesis.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys: ["a"] }));
    const { Tags } = await kinesis.send(new ListTagsForResourceCommand({ ResourceARN: StreamARN }));
    expect(Tags).toEqual([{ Key: "b", Value: "3" }]);
    await kinesis.send(new UntagResourceCommand({ ResourceARN: StreamARN, TagKeys: ["b"] }));
    expect((await kinesis.send(new ListTagsForStreamCommand({ StreamName }))).Tags).toEqual([]);
  });

  test("are at most fifty, of certain characters", async () => {
    const { kinesis } = await startStream();
    const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ""]));
    await expect(
      kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags })),
    ).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message: expect.stringContaining("cannot have more than 50 tags"),
    });
    await expect(
      kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { "a;b": "" } })),
    ).rejects.toThrow("Some tags contain invalid characters.");
  });
});

test("a resource policy is put, read and deleted", async () => {
  const { kinesis } = await startStream();
  const get = () => kinesis.send(new GetResourcePolicyCommand({ ResourceARN: StreamARN }));
  expect((await get()).Policy).toBe("{}");
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await kinesis.send(new PutResourcePolicyCommand({ ResourceARN: StreamARN, Policy }));
  expect((await get()).Policy).toBe(Policy);
  const remove = () => kinesis.send(new DeleteResourcePolicyCommand({ ResourceARN: StreamARN }));
  await remove();
  await expect(remove()).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: `No resource policy found for resource ARN ${StreamARN}.`,
  });
});

describe("a consumer", () => {
  test("is registered, described, listed and deregistered", async () => {
    const { kinesis } = await startStream();
    const { Consumer } = await register(kinesis, "a");
    expect(Consumer?.ConsumerARN).toMatch(/:stream\/events\/consumer\/a:\d+$/);
    await expect(register(kinesis, "a")).rejects.toMatchObject({ name: "ResourceInUseException" });
    await register(kinesis, "b");
    const { ConsumerDescription } = await kinesis.send(
      new DescribeStreamConsumerCommand({ ConsumerARN: Consumer?.ConsumerARN }),
    );
    expect(ConsumerDescription).toMatchObject({ ConsumerStatus: "ACTIVE", StreamARN });
    const page = await kinesis.send(new ListStreamConsumersCommand({ StreamARN, MaxResults: 1 }));
    const { NextToken } = page;
    const rest = await kinesis.send(new ListStreamConsumersCommand({ StreamARN, NextToken }));
    expect(rest.Consumers?.map(({ ConsumerName }) => ConsumerName)).toEqual(["b"]);
    expect((await summary(kinesis)).ConsumerCount).toBe(2);
    await kinesis.send(new DeregisterStreamConsumerCommand({ StreamARN, ConsumerName: "a" }));
    await expect(
      kinesis.send(new DescribeStreamConsumerCommand({ StreamARN, ConsumerName: "a" })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("keeps its stream from being deleted, unless that is enforced", async () => {
    const { kinesis } = await startStream();
    await register(kinesis, "a");
    await expect(kinesis.send(new DeleteStreamCommand({ StreamName }))).rejects.toMatchObject({
      name: "ResourceInUseException",
    });
    await kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
  });

  test("cannot subscribe here, and is told so", async () => {
    const { kinesis } = await startStream();
    const { Consumer } = await register(kinesis, "a");
    await expect(
      kinesis.send(
        new SubscribeToShardCommand({
          ConsumerARN: Consumer?.ConsumerARN,
          ShardId: "shardId-000000000000",
          StartingPosition: { Type: "LATEST" },
        }),
      ),
    ).rejects.toMatchObject({ name: "NotEmulated" });
  });
});
