import {
  CloudFormationClient,
  CreateStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  KinesisClient,
  PutRecordCommand,
  UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import type { TestCloudOptions } from "../src/testing.ts";
import { bytes, putAll, startStream } from "./kinesis-fixtures.ts";
import { createRecorder, ROLE } from "./lambda-fixtures.ts";
import { settledStack } from "./stack-status.ts";

const STREAM = "arn:aws:kinesis:eu-west-1:000000000000:stream/events";
const NOTE_DATA = `note(event.Records.map((r) => Buffer.from(r.kinesis.data, "base64").toString()));`;

async function start(shards = 1, options?: TestCloudOptions) {
  const { cloud, kinesis } = await startStream(shards, options);
  const lambda = cloud.client(LambdaClient);
  const map = (over: Partial<CreateEventSourceMappingCommandInput> = {}) =>
    lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: "subject",
        EventSourceArn: STREAM,
        StartingPosition: "TRIM_HORIZON",
        ...over,
      }),
    );
  const put = (...texts: string[]) =>
    putAll(
      kinesis,
      texts.map((text) => [`key ${text}`, text]),
    );
  return { cloud, kinesis, lambda, map, put, clock: cloud.cloud.clock };
}

describe("a Kinesis stream", () => {
  test("gives its records to the function as Lambda writes them", async () => {
    const { lambda, map, put } = await start();
    const { read } = await createRecorder(lambda, "note(event);");
    const { Records = [] } = await put("a");
    await map();
    await expect.poll(read).toEqual([
      {
        Records: [
          {
            kinesis: {
              kinesisSchemaVersion: "1.0",
              partitionKey: "key a",
              sequenceNumber: Records[0]?.SequenceNumber,
              data: Buffer.from("a").toString("base64"),
              approximateArrivalTimestamp: expect.closeTo(Date.now() / 1000, -2) as number,
            },
            eventSource: "aws:kinesis",
            eventVersion: "1.0",
            eventID: `shardId-000000000000:${Records[0]?.SequenceNumber}`,
            eventName: "aws:kinesis:record",
            invokeIdentityArn: ROLE,
            awsRegion: "eu-west-1",
            eventSourceARN: STREAM,
          },
        ],
      },
    ]);
  });

  test("begins after what is there, before it, or at a time", async () => {
    const { lambda, map, put, clock } = await start();
    const body = `for (const r of event.Records) note(Buffer.from(r.kinesis.data, "base64").toString());`;
    const late = await createRecorder(lambda, body, { FunctionName: "late" });
    const early = await createRecorder(lambda, body, { FunctionName: "early" });
    const timed = await createRecorder(lambda, body, { FunctionName: "timed" });
    await put("old");
    await clock.advance(60_000);
    const StartingPositionTimestamp = new Date(clock.now() - 1000);
    await put("recent");
    await map({ FunctionName: "late", StartingPosition: "LATEST" });
    await map({ FunctionName: "early" });
    const at = { StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp } as const;
    expect(await map({ FunctionName: "timed", ...at })).toMatchObject(at);
    await put("new");
    await expect.poll(early.read).toEqual(["old", "recent", "new"]);
    await expect.poll(timed.read).toEqual(["recent", "new"]);
    await expect.poll(late.read).toEqual(["new"]);
  });

  test("goes on where the function had come to after a restart, and after being disabled", async () => {
    const { cloud, lambda, map, put } = await start();
    const { read } = await createRecorder(lambda, NOTE_DATA);
    const { UUID } = await map();
    await put("a");
    await expect.poll(read).toEqual([["a"]]);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await put("b");
    const again = await cloud.restart();
    const other = again.client(LambdaClient);
    await other.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true, BatchSize: 1 }));
    await expect.poll(read).toEqual([["a"], ["b"]]);
    await putAll(again.client(KinesisClient), [["k", "c"]]);
    await expect.poll(read).toEqual([["a"], ["b"], ["c"]]);
  });

  test("runs several batches of a shard at once, each key's in order", async () => {
    const { lambda, map, kinesis } = await start();
    const { read } = await createRecorder(
      lambda,
      `${NOTE_DATA} if (event.Records[0].kinesis.partitionKey === "slow") await new Promise(() => {});`,
      { Timeout: 900 },
    );
    await putAll(kinesis, [
      ["slow", "s1"],
      ["slow", "s2"],
      ["a", "a1"],
      ["b", "b1"],
      ["a", "a2"],
      ["b", "b2"],
    ]);
    await map({ ParallelizationFactor: 10, BatchSize: 1 });
    await expect.poll(() => read().length).toBe(5);
    const seen = read().flat();
    expect(seen.filter((text) => text === "a1" || text === "a2")).toEqual(["a1", "a2"]);
    expect(seen).not.toContain("s2");
  });

  test("reads a shard to its end before those that it was split into", async () => {
    const { lambda, map, kinesis } = await start();
    const { read } = await createRecorder(lambda, NOTE_DATA);
    await putAll(kinesis, [
      ["k", "1"],
      ["k", "2"],
    ]);
    const TargetShardCount = 2;
    await kinesis.send(
      new UpdateShardCountCommand({
        StreamName: "events",
        TargetShardCount,
        ScalingType: "UNIFORM_SCALING",
      }),
    );
    await putAll(kinesis, [["k", "3"]]);
    await map({ BatchSize: 1 });
    await expect.poll(read).toEqual([["1"], ["2"], ["3"]]);
    const merged = { StreamName: "events", TargetShardCount: 1 };
    await kinesis.send(new UpdateShardCountCommand({ ...merged, ScalingType: "UNIFORM_SCALING" }));
    await putAll(kinesis, [["k", "4"]]);
    await expect.poll(read).toEqual([["1"], ["2"], ["3"], ["4"]]);
  });

  test("reads a stream that was made anew under its name from the beginning", async () => {
    const { lambda, map, put, kinesis, clock } = await start();
    const { read } = await createRecorder(lambda, NOTE_DATA);
    await map();
    await put("a");
    await expect.poll(read).toEqual([["a"]]);
    await kinesis.send(new DeleteStreamCommand({ StreamName: "events" }));
    await clock.advance(5000);
    await kinesis.send(new CreateStreamCommand({ StreamName: "events", ShardCount: 1 }));
    await put("b");
    await expect
      .poll(async () => {
        await clock.advance(5000);
        return read();
      })
      .toEqual([["a"], ["b"]]);
  });

  test("gives only what its filter finds in the data", async () => {
    const { lambda, map, put } = await start();
    const { read } = await createRecorder(lambda, NOTE_DATA);
    await put('{"kind":"a","n":1}', '{"kind":"b"}', "text", '{"kind":"a","n":2}');
    await map({ FilterCriteria: { Filters: [{ Pattern: '{"data":{"kind":["a"]}}' }] } });
    await expect.poll(read).toEqual([['{"kind":"a","n":1}', '{"kind":"a","n":2}']]);
  });

  test("puts what it gives up into a bucket, records and all", async () => {
    const { cloud, lambda, map, put, clock } = await start();
    const s3 = cloud.client(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: "failures" }));
    const { read } = await createRecorder(
      lambda,
      `const at = event.Records.findIndex((r) => r.kinesis.partitionKey === "key bad");
       ${NOTE_DATA}
       return { batchItemFailures: at < 0 ? []
         : [{ itemIdentifier: event.Records[at].kinesis.sequenceNumber }] };`,
    );
    await put("a", "bad", "b");
    const { UUID } = await map({
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
    });
    const kept = async () => {
      await clock.advance(1000);
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "failures" }));
      return Contents.map(({ Key }) => Key ?? "");
    };
    await expect.poll(async () => (await kept()).length).toBe(1);
    await expect.poll(read).toEqual([["a", "bad", "b"], ["bad", "b"], ["bad"], ["bad"], ["b"]]);
    const [Key = ""] = await kept();
    expect(Key).toMatch(
      new RegExp(
        `^aws/lambda/${UUID}/shardId-000000000000/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d-[0-9a-f-]{36}$`,
      ),
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "failures", Key }));
    const message = JSON.parse((await Body?.transformToString()) ?? "") as { payload: string };
    expect(message).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
      KinesisBatchInfo: { shardId: "shardId-000000000000", batchSize: 1, streamArn: STREAM },
    });
    expect(JSON.parse(message.payload)).toMatchObject({
      Records: [{ kinesis: { data: Buffer.from(bytes("bad")).toString("base64") } }],
    });
  });

  test.each([
    [
      "a stream that is not there",
      { EventSourceArn: `${STREAM}2` },
      "InvalidParameterValueException",
    ],
    ["no starting position", { StartingPosition: undefined }, "ValidationException"],
    [
      "a time without a value",
      { StartingPosition: "AT_TIMESTAMP" as const },
      "InvalidParameterValueException",
    ],
    ["a batch of 10,001", { BatchSize: 10_001 }, "ValidationException"],
    ["an age of 59 s", { MaximumRecordAgeInSeconds: 59 }, "InvalidParameterValueException"],
    ["a tumbling window", { TumblingWindowInSeconds: 30 }, "NotEmulated"],
    ["a consumer of the stream", { EventSourceArn: `${STREAM}/consumer/c:1` }, "NotEmulated"],
  ])("refuses %s", async (_what, over, name) => {
    const { lambda, map } = await start();
    await createRecorder(lambda, "");
    await expect(map(over)).rejects.toMatchObject({ name });
  });
});

describe("a stack", () => {
  test("maps a stream as the framework writes it, and changes what may be changed", async () => {
    const { cloud, lambda, kinesis } = await start();
    const { read } = await createRecorder(lambda, NOTE_DATA);
    const stacks = cloud.client(CloudFormationClient);
    const startsAt = Math.floor(cloud.cloud.clock.now() / 1000);
    const template = (over: object) =>
      JSON.stringify({
        Resources: {
          Clicks: {
            Type: "AWS::Kinesis::Stream",
            Properties: { Name: "clicks", ShardCount: 1 },
          },
          SubjectEventSourceMappingKinesisClicks: {
            Type: "AWS::Lambda::EventSourceMapping",
            DependsOn: [],
            Properties: {
              BatchSize: 10,
              Enabled: true,
              EventSourceArn: { "Fn::GetAtt": ["Clicks", "Arn"] },
              FunctionName: "subject",
              ParallelizationFactor: 2,
              StartingPosition: "AT_TIMESTAMP",
              StartingPositionTimestamp: startsAt,
              MaximumBatchingWindowInSeconds: 0,
              MaximumRetryAttempts: 3,
              BisectBatchOnFunctionError: true,
              FunctionResponseTypes: ["ReportBatchItemFailures"],
              MaximumRecordAgeInSeconds: 3600,
              ...over,
            },
          },
        },
      });
    const StackName = "clicks";
    const mapping = async () => {
      const stack = await settledStack(stacks, StackName);
      const listed = await lambda.send(new ListEventSourceMappingsCommand({}));
      return { status: stack.StackStatus, ...listed.EventSourceMappings?.[0] };
    };
    await stacks.send(new CreateStackCommand({ StackName, TemplateBody: template({}) }));
    const created = await mapping();
    expect(created).toMatchObject({
      status: "CREATE_COMPLETE",
      ParallelizationFactor: 2,
      StartingPositionTimestamp: new Date(startsAt * 1000),
    });
    const TemplateBody = template({ BatchSize: 20, Enabled: "true" });
    await stacks.send(new UpdateStackCommand({ StackName, TemplateBody }));
    expect(await mapping()).toMatchObject({ UUID: created.UUID, BatchSize: 20, State: "Enabled" });
    const record = { StreamName: "clicks", PartitionKey: "k", Data: bytes("a") };
    await kinesis.send(new PutRecordCommand(record));
    await expect.poll(read).toEqual([["a"]]);
  });
});

const READ = ["GetRecords", "GetShardIterator"].map((name) => `kinesis:${name}`);

describe("the role of the function", () => {
  test.each([
    ["today's permissions", [...READ, "kinesis:DescribeStreamSummary", "kinesis:ListShards"]],
    ["those of the framework", [...READ, "kinesis:DescribeStream", "kinesis:ListStreams"]],
  ])("reads the stream with %s", async (_which, actions) => {
    const { lambda, map, put } = await startEnforced(actions);
    const { read } = await createRecorder(lambda, NOTE_DATA);
    const { UUID, LastProcessingResult } = await map();
    expect(LastProcessingResult).toBe("No records processed");
    await put("a");
    await expect.poll(read).toEqual([["a"]]);
    await expect
      .poll(() => lambda.send(new GetEventSourceMappingCommand({ UUID })))
      .toMatchObject({ State: "Enabled", LastProcessingResult: "OK" });
  });

  test.each(["GetRecords", "GetShardIterator", "DescribeStream"])(
    "must be allowed kinesis:%s",
    async (missing) => {
      const actions = [...READ, "kinesis:DescribeStream"];
      const { lambda, map } = await startEnforced(
        actions.filter((action) => action !== `kinesis:${missing}`),
      );
      await createRecorder(lambda, NOTE_DATA);
      await expect(map()).rejects.toMatchObject({
        name: "InvalidParameterValueException",
        message: `Cannot access stream ${STREAM}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and DescribeStreamSummary Actions on your stream in IAM.`,
      });
    },
  );
});

async function startEnforced(actions: readonly string[]) {
  const started = await start(1, { enforcePermissions: true });
  const iam = started.cloud.client(IAMClient);
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } };
  const AssumeRolePolicyDocument = document({ ...trust, Action: "sts:AssumeRole" });
  await iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument }));
  const PolicyDocument = document({ Effect: "Allow", Action: actions, Resource: STREAM });
  const policy = { RoleName: "worker", PolicyName: "read", PolicyDocument };
  await iam.send(new PutRolePolicyCommand(policy));
  return started;
}

function document(...Statement: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
