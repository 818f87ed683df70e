import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { TestCloud } from "@blueprints/local-cloud/testing";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { videoStore } from "../src/adapters/video-store.ts";
import { folderOf, manifestKey } from "../src/domain/names.ts";
import { Manifest } from "../src/schemas/manifest.ts";
import type { Video } from "../src/domain/video.ts";
import { clientSettings, deploy, eventually, type Outputs } from "./deployed.ts";

/** One event of the service, as a consumer gets it. */
export interface Heard {
  readonly detailType: string;
  readonly detail: unknown;
}

/** The deployed pipeline, and ears on its bus. */
export interface PipelineCloud {
  readonly outputs: Outputs;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  upload(key: string, body: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  /** The video, once it has this status and the world was told. */
  untilVideo(key: string, status: Video["status"], limitMs?: number): Promise<Video>;
  /** Keys and sizes of everything in the folder of a video. */
  outputsOf(base: string): Promise<ReadonlyMap<string, number>>;
  output(key: string): Promise<Buffer>;
  manifest(base: string): Promise<Manifest>;
  /** All events so far about one key. */
  heard(key: string): Promise<readonly Heard[]>;
  /** Files that functions have left in their temporary folders. */
  leftFiles(): Promise<readonly string[]>;
}

/** Deploys the service and listens to what it says. */
export async function openPipeline(cloud: TestCloud, ...params: string[]): Promise<PipelineCloud> {
  const outputs = await deploy(cloud.endpoint, ...params);
  const settings = clientSettings(cloud.endpoint);
  const s3 = new S3Client(settings);
  const sqs = new SQSClient(settings);
  const videos = videoStore(new DynamoDBClient(settings), {
    table: outputs.VideosTable,
    expireAfterDays: 1,
    now: () => new Date(),
  });
  const receive = await listen(new EventBridgeClient(settings), sqs);

  const outputsOf = async (base: string): Promise<ReadonlyMap<string, number>> => {
    const query = { Bucket: outputs.OutputsBucket, Prefix: folderOf(base) };
    const pages = await Array.fromAsync(paginateListObjectsV2({ client: s3 }, query));
    const objects = pages.flatMap(({ Contents = [] }) => Contents);
    return new Map(objects.map(({ Key = "", Size = 0 }) => [Key, Size]));
  };
  const output = async (key: string): Promise<Buffer> => {
    const command = new GetObjectCommand({ Bucket: outputs.OutputsBucket, Key: key });
    const { Body } = await s3.send(command);
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };

  return {
    outputs,
    s3,
    sqs,
    lambda: new LambdaClient(settings),
    async upload(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket: outputs.SourceBucket, Key, Body }));
    },
    async remove(Key) {
      await s3.send(new DeleteObjectCommand({ Bucket: outputs.SourceBucket, Key }));
    },
    untilVideo: (key, status, limitMs = 60_000) =>
      eventually(
        `${key} to be ${status}`,
        async () => {
          const newest = await videos.newest(key);
          if (newest?.kind !== "video" || newest.video.status !== status) return undefined;
          return newest.announced?.startsWith(status) === true ? newest.video : undefined;
        },
        limitMs,
      ),
    outputsOf,
    output,
    async manifest(base) {
      return Manifest.parse(JSON.parse((await output(manifestKey(base))).toString()));
    },
    async heard(key) {
      return (await receive()).filter(({ detail }) => JSON.stringify(detail).includes(key));
    },
    async leftFiles() {
      const root = join(cloud.dataDir, "lambda-scratch");
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name));
    },
  };
}

/** Puts a queue of the test behind the bus; resolves with a reader of all that has come so far. */
async function listen(
  events: EventBridgeClient,
  sqs: SQSClient,
): Promise<() => Promise<readonly Heard[]>> {
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: "*",
      },
    ],
  });
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: "heard", Attributes: { Policy } }),
  );
  const EventPattern = JSON.stringify({ source: ["custom.gifGenerator"] });
  await events.send(new PutRuleCommand({ Name: "hear", EventPattern }));
  const Arn = "arn:aws:sqs:eu-west-1:000000000000:heard";
  await events.send(new PutTargetsCommand({ Rule: "hear", Targets: [{ Id: "queue", Arn }] }));

  const all: Heard[] = [];
  return async () => {
    for (;;) {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await sqs.send(receive);
      if (Messages.length === 0) return all;
      for (const { Body = "{}" } of Messages) {
        const event = JSON.parse(Body) as { "detail-type": string; detail: unknown };
        all.push({ detailType: event["detail-type"], detail: event.detail });
      }
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
}
