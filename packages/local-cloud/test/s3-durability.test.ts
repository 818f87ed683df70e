import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { beforeEach, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

let cloud: TestCloud;
let s3: S3Client;
let Bucket: string;

beforeEach(async () => {
  cloud = await startTestCloud();
  s3 = cloud.client(S3Client);
  Bucket = await newBucket(s3);
});

function files(): string[] {
  const blobs = join(cloud.dataDir, "s3", "blobs");
  return readdirSync(blobs).flatMap((shard) => readdirSync(join(blobs, shard)));
}

/** Files go in the turn after the one that drops them. */
async function filesLater(): Promise<string[]> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  return files();
}

test("objects and parts are there after a restart", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "kept" }));
  const target = { Bucket, Key: "upload" };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: "part" }));
  const again = await cloud.restart();
  const client = again.client(S3Client);
  const got = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
  expect(await got.Body!.transformToString()).toBe("kept");
  const listed = await client.send(new ListPartsCommand({ ...target, UploadId }));
  const Parts = listed.Parts?.map(({ ETag, PartNumber }) => ({ ETag, PartNumber }));
  const complete = { ...target, UploadId, MultipartUpload: { Parts } };
  await client.send(new CompleteMultipartUploadCommand(complete));
  const whole = await client.send(new GetObjectCommand(target));
  expect(await whole.Body!.transformToString()).toBe("part");
});

test("a notification that was on its way arrives after a restart", async () => {
  const sqs = cloud.client(SQSClient);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "records" }));
  const QueueArn = "arn:aws:sqs:eu-west-1:000000000000:records";
  const QueueConfigurations = [{ QueueArn, Events: ["s3:ObjectCreated:*" as const] }];
  const input = { Bucket, NotificationConfiguration: { QueueConfigurations } };
  await s3.send(new PutBucketNotificationConfigurationCommand(input));
  await sqs.send(new PurgeQueueCommand({ QueueUrl })); // the test message
  cloud.cloud.chaos.set([
    { service: "s3", operation: "deliver", fault: "delay", delayMs: 600_000, times: 1 },
  ]);
  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
  await expect.poll(() => cloud.cloud.chaos.read().struck).toBe(1);
  const again = await cloud.restart();
  await again.cloud.clock.advance(600_000);
  await again.cloud.deliveries.idle();
  const receive = new ReceiveMessageCommand({ QueueUrl: `${again.endpoint}/000000000000/records` });
  const { Messages } = await again.client(SQSClient).send(receive);
  expect(Messages?.[0]?.Body).toContain("ObjectCreated:Put");
});

test("files that nothing refers to go when the cloud starts", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "kept" }));
  const orphan = randomUUID();
  const shard = join(cloud.dataDir, "s3", "blobs", orphan.slice(0, 2));
  const half = join(cloud.dataDir, "s3", "incoming", randomUUID());
  mkdirSync(shard, { recursive: true });
  writeFileSync(join(shard, orphan), "left behind");
  writeFileSync(half, "half");
  const last = await cloud.restart();
  expect(existsSync(half)).toBe(false);
  expect(files()).toHaveLength(1);
  const got = await last.client(S3Client).send(new GetObjectCommand({ Bucket, Key: "k" }));
  expect(await got.Body!.transformToString()).toBe("kept");
});

test("an upload that breaks off leaves nothing", async () => {
  const body = new PassThrough();
  body.write(Buffer.alloc(256 * 1024));
  const aborter = new AbortController();
  const input = { Bucket, Key: "broken", Body: body, ContentLength: 1024 * 1024 };
  const call = s3.send(new PutObjectCommand(input), { abortSignal: aborter.signal });
  const incoming = join(cloud.dataDir, "s3", "incoming");
  await expect.poll(() => readdirSync(incoming).length).toBe(1);
  aborter.abort();
  await expect(call).rejects.toThrow("aborted");
  body.destroy();
  await expect.poll(() => readdirSync(incoming).length).toBe(0);
  expect(files()).toEqual([]);
  const error = await errorOf(s3.send(new GetObjectCommand({ Bucket, Key: "broken" })));
  expect(error).toBe("NoSuchKey 404");
});

test("bytes go with the last object that shares them", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "shared" }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
  expect(files()).toHaveLength(1);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  expect(await filesLater()).toHaveLength(1);
  await s3.send(new PutObjectCommand({ Bucket, Key: "b", Body: "other" }));
  expect(await filesLater()).toHaveLength(1);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "b" }));
  expect(await filesLater()).toHaveLength(0);
});

test("parts go with their upload, and those not listed when it is completed", async () => {
  const target = { Bucket, Key: "k" };
  const begin = async (): Promise<string> => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
    for (const PartNumber of [1, 2]) {
      await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body: "x" }));
    }
    return UploadId!;
  };
  await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId: await begin() }));
  expect(await filesLater()).toHaveLength(0);
  const UploadId = await begin();
  const Parts = [{ PartNumber: 2, ETag: '"9dd4e461268c8034f5c8564e155c67a6"' }];
  const complete = { ...target, UploadId, MultipartUpload: { Parts } };
  await s3.send(new CompleteMultipartUploadCommand(complete));
  expect(await filesLater()).toHaveLength(1);
  await s3.send(new DeleteObjectCommand(target));
  await begin();
  await s3.send(new DeleteBucketCommand({ Bucket }));
  expect(await filesLater()).toHaveLength(0);
});
