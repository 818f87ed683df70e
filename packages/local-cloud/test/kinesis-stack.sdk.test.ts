import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand,
  KinesisClient,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import { expect, test } from "vitest";
import { startTestCloud } from "../src/testing.ts";
import { bytes, readTexts } from "./kinesis-fixtures.ts";
import { settledStack } from "./stack-status.ts";

const StackName = "telemetry";

function aTemplate(stream: Readonly<Record<string, unknown>>): string {
  const arn = { "Fn::GetAtt": ["Readings", "Arn"] };
  return JSON.stringify({
    Resources: {
      Readings: { Type: "AWS::Kinesis::Stream", Properties: stream },
      Reader: {
        Type: "AWS::Kinesis::StreamConsumer",
        Properties: { ConsumerName: "reader", StreamARN: arn },
      },
      Policy: {
        Type: "AWS::Kinesis::ResourcePolicy",
        Properties: {
          ResourceArn: arn,
          ResourcePolicy: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: "111122223333" },
                Action: "kinesis:PutRecords",
                Resource: arn,
              },
            ],
          },
        },
      },
    },
    Outputs: {
      Name: { Value: { Ref: "Readings" } },
      Arn: { Value: arn },
      Reader: { Value: { Ref: "Reader" } },
    },
  });
}

test("a stack makes a stream, changes it without losing its records, and removes it", async () => {
  const local = await startTestCloud();
  const stacks = local.client(CloudFormationClient);
  const kinesis = local.client(KinesisClient);
  const outputs = async (): Promise<Record<string, string>> => {
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }));
    const pairs = (Stacks?.[0]?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue]);
    return Object.fromEntries(pairs);
  };

  const TemplateBody = aTemplate({
    ShardCount: 2,
    RetentionPeriodHours: 48,
    StreamEncryption: { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
    DesiredShardLevelMetrics: ["IncomingBytes"],
    Tags: [{ Key: "service", Value: "telemetry" }],
  });
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody }));
  expect((await settledStack(stacks, StackName)).StackStatus).toBe("CREATE_COMPLETE");
  const { Name: StreamName, Arn, Reader } = await outputs();
  expect(StreamName).toMatch(/^telemetry-Readings-/);
  const summary = async () => {
    const answer = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    return answer.StreamDescriptionSummary;
  };
  expect(await summary()).toMatchObject({
    StreamARN: Arn,
    OpenShardCount: 2,
    RetentionPeriodHours: 48,
    KeyId: "alias/aws/kinesis",
    ConsumerCount: 1,
    EnhancedMonitoring: [{ ShardLevelMetrics: ["IncomingBytes"] }],
  });
  const { Tags } = await kinesis.send(new ListTagsForStreamCommand({ StreamName }));
  expect(Tags).toContainEqual({ Key: "service", Value: "telemetry" });
  const found = await kinesis.send(new DescribeStreamConsumerCommand({ ConsumerARN: Reader }));
  expect(found.ConsumerDescription).toMatchObject({ ConsumerName: "reader", StreamARN: Arn });
  const { Policy } = await kinesis.send(new GetResourcePolicyCommand({ ResourceARN: Arn }));
  expect(JSON.parse(Policy!)).toMatchObject({ Statement: [{ Resource: Arn }] });

  const put = await kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: "k", Data: bytes("kept") }),
  );
  const changed = aTemplate({ ShardCount: 4, MaxRecordSizeInKiB: 2048, RetentionPeriodHours: 24 });
  await stacks.send(new UpdateStackCommand({ StackName, TemplateBody: changed }));
  expect((await settledStack(stacks, StackName)).StackStatus).toBe("UPDATE_COMPLETE");
  expect((await outputs())["Name"]).toBe(StreamName);
  expect(await summary()).toMatchObject({
    OpenShardCount: 4,
    RetentionPeriodHours: 24,
    EncryptionType: "NONE",
    MaxRecordSizeInKiB: 2048,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
  });
  expect(await readTexts(kinesis, { StreamName, ShardId: put.ShardId! })).toEqual(["kept"]);

  await stacks.send(new DeleteStackCommand({ StackName }));
  await expect
    .poll(async () => (await kinesis.send(new ListStreamsCommand({}))).StreamNames)
    .toEqual([]);
});
