import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SendMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import { clientSettings } from "../../../scripts/soak/deploy.ts";
import { jobsTable } from "../src/adapters/jobs-table.ts";
import type { Job } from "../src/domain/job.ts";
import { nameOf } from "../src/domain/names.ts";

const LIMIT_MS = 50_000;

const UNDER_WAY = new Set<Job["status"]>(["SCATTERING", "RUNNING"]);

type QueueName = "ScatterQueue" | "ShardQueue" | "GatherQueue" | "FailedWork" | "DeadLetters";

/** The deployed service, as its callers and operators have it. */
export interface Service {
  readonly outputs: Readonly<Record<string, string>>;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly dynamo: DynamoDBClient;
  upload(key: string, body: string | Uint8Array): Promise<string>;
  /** The job of this version of a key, once `isIt`; over, unless told otherwise. */
  job(key: string, versionId: string, isIt?: (job: Job) => boolean): Promise<Job>;
  /** Uploads a file and waits until its job is over. */
  validate(key: string, body: string | Uint8Array): Promise<Job>;
  /** The job of the newest version of a key. */
  newest(key: string): Promise<Job | undefined>;
  /** Makes a job of one shard as if its shard was not done. */
  forgetDone(name: string, run: string): Promise<void>;
  /** An object of the destination bucket; undefined when it is not there. */
  read(key: string): Promise<string | undefined>;
  list(prefix: string): Promise<string[]>;
  readonly send: (queue: QueueName, body: unknown) => Promise<void>;
  /** How long a message waits for its next try. */
  hideFor(queue: QueueName, seconds: number): Promise<void>;
}

/** Opens the service with these outputs. */
export function openService(endpoint: string, outputs: Readonly<Record<string, string>>): Service {
  const settings = clientSettings(endpoint);
  const s3 = new S3Client(settings);
  const sqs = new SQSClient(settings);
  const dynamo = new DynamoDBClient(settings);
  const jobs = jobsTable(dynamo, outputs["JobsTable"] ?? "");
  const upload = async (key: string, body: string | Uint8Array): Promise<string> => {
    const Bucket = outputs["InputBucket"];
    const { VersionId = "" } = await s3.send(
      new PutObjectCommand({ Bucket, Key: key, Body: body }),
    );
    return VersionId;
  };
  const job: Service["job"] = (key, versionId, isIt = (one) => !UNDER_WAY.has(one.status)) =>
    eventually(`the job of ${key}`, async () => {
      const one = await jobs.current(nameOf(key));
      return one?.source.versionId === versionId && isIt(one) ? one : undefined;
    });
  return {
    outputs,
    s3,
    sqs,
    dynamo,
    upload,
    job,
    validate: async (key, body) => job(key, await upload(key, body)),
    newest: (key) => jobs.current(nameOf(key)),
    async forgetDone(name, run) {
      await dynamo.send(
        new UpdateItemCommand({
          TableName: outputs["JobsTable"],
          Key: { Name: { S: name }, Part: { S: `RUN#${run}` } },
          UpdateExpression: "SET #status = :running REMOVE #done, #gathered",
          ExpressionAttributeNames: {
            "#status": "status",
            "#done": "done",
            "#gathered": "gatheredShards",
          },
          ExpressionAttributeValues: { ":running": { S: "RUNNING" } },
        }),
      );
    },
    async read(key) {
      try {
        const get = new GetObjectCommand({ Bucket: outputs["DestinationBucket"], Key: key });
        return await (await s3.send(get)).Body?.transformToString();
      } catch (error) {
        if (error instanceof Error && error.name === "NoSuchKey") return undefined;
        throw error;
      }
    },
    async list(Prefix) {
      const command = new ListObjectsV2Command({ Bucket: outputs["DestinationBucket"], Prefix });
      return ((await s3.send(command)).Contents ?? []).map(({ Key = "" }) => Key);
    },
    async send(queue, body) {
      const MessageBody = JSON.stringify(body);
      await sqs.send(new SendMessageCommand({ QueueUrl: outputs[queue], MessageBody }));
    },
    async hideFor(queue, seconds) {
      const Attributes = { VisibilityTimeout: String(seconds) };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: outputs[queue], Attributes }));
    },
  };
}

/** Asks until `ask` has an answer; the pipeline runs in the machine's time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await sleep(50);
  }
}
