import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
  type NotificationConfiguration,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Principal } from "../src/access/principal.ts";
import { AwsError } from "../src/errors.ts";
import { definePlugin } from "../src/service.ts";
import { s3 as s3Plugin } from "../src/services/s3/index.ts";
import { sqs as sqsPlugin } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

interface Heard {
  readonly as: Principal;
  readonly detailType?: string | undefined;
  readonly source?: string | undefined;
  readonly resources?: string[] | undefined;
  readonly body: Record<string, unknown>;
}

let cloud: TestCloud;
let s3: S3Client;
let sqs: SQSClient;
let Bucket: string;
let heard: Heard[] = [];
let busy = 0;

const events = definePlugin<"events", object>({
  id: "events",
  operations: {
    PutEvents(input, { principal }) {
      if (busy > 0) {
        busy -= 1;
        throw new AwsError("InternalException", "busy", { status: 500 });
      }
      for (const { Detail = "{}", DetailType, Source, Resources } of input.Entries ?? []) {
        const body = JSON.parse(Detail) as Record<string, unknown>;
        heard.push({
          as: principal,
          detailType: DetailType,
          source: Source,
          resources: Resources,
          body,
        });
      }
      return { FailedEntryCount: 0, Entries: [{ EventId: "1" }] };
    },
  },
  open: () => ({}),
});

const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:heard";
const lambda = definePlugin<"lambda", object>({
  id: "lambda",
  operations: {
    Invoke(input, { principal }) {
      if (input.FunctionName !== functionArn) {
        throw new AwsError("ResourceNotFoundException", "Function not found", { status: 404 });
      }
      if (input.InvocationType === "Event") {
        const body = JSON.parse(new TextDecoder().decode(input.Payload)) as Heard["body"];
        heard.push({ as: principal, body });
      }
      return { StatusCode: 202 };
    },
  },
  open: () => ({}),
});

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: [events, lambda, s3Plugin, sqsPlugin] });
  s3 = cloud.client(S3Client);
  sqs = cloud.client(SQSClient);
});
beforeEach(async () => {
  Bucket = await newBucket(s3);
  heard = [];
});
afterAll(() => cloud.stop());

async function configure(NotificationConfiguration: NotificationConfiguration): Promise<void> {
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }),
  );
}

async function settled(): Promise<void> {
  // The queue is pumped in the turn after the one that enqueues.
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  await cloud.cloud.deliveries.idle();
}

describe("EventBridge", () => {
  beforeEach(() => configure({ EventBridgeConfiguration: {} }));

  test("hears of what is created, how and as what", async () => {
    const Key = "a b+ü";
    const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "hello" }));
    await settled();
    const [event] = heard;
    expect(event).toMatchObject({
      as: { kind: "service", service: "s3.amazonaws.com", sourceArn: `arn:aws:s3:::${Bucket}` },
      source: "aws.s3",
      detailType: "Object Created",
      resources: [`arn:aws:s3:::${Bucket}`],
    });
    expect(event?.body).toEqual({
      version: "0",
      bucket: { name: Bucket },
      object: {
        key: Key,
        size: 5,
        etag: put.ETag?.replaceAll('"', ""),
        sequencer: expect.stringMatching(/^[0-9A-F]{16,}$/),
      },
      "request-id": put.$metadata.requestId,
      requester: cloud.cloud.config.accountId,
      "source-ip-address": "127.0.0.1",
      reason: "PutObject",
    });
  });

  test("hears of copies, uploads in parts, tags and deletions", async () => {
    const target = { Bucket, Key: "k" };
    await s3.send(new PutObjectCommand({ ...target, Body: "x" }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/k` }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
    const part = { ...target, UploadId, PartNumber: 1, Body: "y" };
    const { ETag } = await s3.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    const complete = { ...target, UploadId, MultipartUpload };
    await s3.send(new CompleteMultipartUploadCommand(complete));
    await s3.send(new CompleteMultipartUploadCommand(complete));
    await s3.send(new PutObjectTaggingCommand({ ...target, Tagging: { TagSet: [] } }));
    await s3.send(new DeleteObjectCommand(target));
    await s3.send(new DeleteObjectCommand(target));
    await settled();
    const bySequence = heard.toSorted((left, right) =>
      sequencer(left) < sequencer(right) ? -1 : 1,
    );
    expect(bySequence.map(({ detailType, body }) => [detailType, body["reason"]])).toEqual([
      ["Object Created", "PutObject"],
      ["Object Created", "CopyObject"],
      ["Object Created", "CompleteMultipartUpload"],
      ["Object Tags Added", undefined],
      ["Object Deleted", "DeleteObject"],
    ]);
    expect(bySequence.at(-1)?.body["deletion-type"]).toBe("Permanently Deleted");
  });

  test("hears of delete markers with their version", async () => {
    const VersioningConfiguration = { Status: "Enabled" as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await settled();
    expect(heard[0]?.body).toMatchObject({
      "deletion-type": "Delete Marker Created",
      object: { key: "k", "version-id": VersionId },
    });
  });

  test("hears of it later when it was busy", async () => {
    busy = 2;
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await settled();
    expect(heard).toEqual([]);
    await cloud.cloud.clock.advance(1000);
    await settled();
    await cloud.cloud.clock.advance(2000);
    await settled();
    expect(heard).toHaveLength(1);
  });

  test("hears twice when chaos says so", async () => {
    cloud.cloud.chaos.set([
      { service: "s3", operation: "deliver", fault: "duplicate", times: 1, delayMs: 1 },
    ]);
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await settled();
    await cloud.cloud.clock.advance(10);
    await settled();
    cloud.cloud.chaos.set([]);
    expect(heard).toHaveLength(2);
    expect(sequencer(heard[0]!)).toBe(sequencer(heard[1]!));
  });
});

function sequencer({ body }: Heard): string {
  return (body["object"] as { sequencer: string }).sequencer;
}

describe("a function", () => {
  test("is invoked with the keys that fit, encoded", async () => {
    const rules = [
      { Name: "prefix" as const, Value: "in/" },
      { Name: "suffix" as const, Value: ".jpg" },
    ];
    await configure({
      LambdaFunctionConfigurations: [
        {
          Id: "photos",
          LambdaFunctionArn: functionArn,
          Events: ["s3:ObjectCreated:*"],
          Filter: { Key: { FilterRules: rules } },
        },
      ],
    });
    for (const Key of ["in/a b+ü.jpg", "in/a.png", "out/a.jpg"]) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    }
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "in/a b+ü.jpg" }));
    await settled();
    expect(heard).toHaveLength(1);
    expect(heard[0]?.body).toEqual({
      Records: [
        expect.objectContaining({
          eventVersion: "2.1",
          eventSource: "aws:s3",
          eventName: "ObjectCreated:Put",
          awsRegion: cloud.cloud.config.region,
          s3: {
            s3SchemaVersion: "1.0",
            configurationId: "photos",
            bucket: {
              name: Bucket,
              arn: `arn:aws:s3:::${Bucket}`,
              ownerIdentity: { principalId: cloud.cloud.config.accountId },
            },
            object: {
              key: "in/a+b%2B%C3%BC.jpg",
              size: 1,
              eTag: "9dd4e461268c8034f5c8564e155c67a6",
              sequencer: expect.any(String),
            },
          },
        }),
      ],
    });
  });
});

describe("a queue", () => {
  test("gets a test message and then the records", async () => {
    const QueueName = "s3-records";
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
    const QueueArn = `arn:aws:sqs:eu-west-1:000000000000:${QueueName}`;
    await configure({ QueueConfigurations: [{ QueueArn, Events: ["s3:ObjectRemoved:*"] }] });
    const receive = async (): Promise<Record<string, unknown>> => {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      const [message] = Messages ?? [];
      const { ReceiptHandle } = message ?? {};
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return JSON.parse(message?.Body ?? "{}") as Record<string, unknown>;
    };
    expect(await receive()).toMatchObject({ Event: "s3:TestEvent", Bucket });
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await settled();
    expect(await receive()).toMatchObject({ Records: [{ eventName: "ObjectRemoved:Delete" }] });
  });
});

function filter(Name: "prefix" | "suffix", Value: string) {
  return { Filter: { Key: { FilterRules: [{ Name, Value }] } } };
}

describe("a notification configuration", () => {
  const Events = ["s3:ObjectCreated:*" as const];
  const entry = { LambdaFunctionArn: functionArn, Events };

  test("comes back with the ids that were missing", async () => {
    await configure({ LambdaFunctionConfigurations: [entry], EventBridgeConfiguration: {} });
    const read = new GetBucketNotificationConfigurationCommand({ Bucket });
    const got = await s3.send(read);
    expect(got.LambdaFunctionConfigurations).toEqual([{ ...entry, Id: expect.any(String) }]);
    expect(got.EventBridgeConfiguration).toEqual({});
    await configure({});
    expect((await s3.send(read)).LambdaFunctionConfigurations).toBeUndefined();
  });

  test("may listen twice to one event only where the filters lie apart", async () => {
    const apart = [
      { ...entry, ...filter("prefix", "a/") },
      { ...entry, ...filter("prefix", "b/") },
    ];
    await configure({ LambdaFunctionConfigurations: apart });
    const overlapping = [
      { ...entry, ...filter("prefix", "a/") },
      { ...entry, ...filter("prefix", "a/b/") },
    ];
    const call = configure({ LambdaFunctionConfigurations: overlapping });
    expect(await errorOf(call)).toBe("InvalidArgument 400");
  });

  test.each([
    { why: "an event that is none", over: { Events: ["s3:Nothing" as "s3:ObjectCreated:*"] } },
    { why: "an ARN that is none", over: { LambdaFunctionArn: "nothing" } },
    { why: "a function that is not there", over: { LambdaFunctionArn: `${functionArn}-not` } },
    {
      why: "another region",
      over: { LambdaFunctionArn: functionArn.replace("eu-west-1", "us-west-2") },
    },
    { why: "a filter that is none", over: filter("infix" as "prefix", "x") },
  ])("is refused for $why", async ({ over }) => {
    const call = configure({ LambdaFunctionConfigurations: [{ ...entry, ...over }] });
    expect(await errorOf(call)).toBe("InvalidArgument 400");
  });

  test("is refused for a queue that is not there", async () => {
    const QueueArn = "arn:aws:sqs:eu-west-1:000000000000:missing";
    const call = configure({ QueueConfigurations: [{ QueueArn, Events }] });
    expect(await errorOf(call)).toBe("InvalidArgument 400");
  });
});
