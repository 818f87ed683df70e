import { KinesisClient, waitUntilStreamExists } from "@aws-sdk/client-kinesis";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import { clientSettings } from "../../../scripts/soak/deploy.ts";
import { putRecords, type Outgoing, type Placed } from "../samples/put-records.ts";
import { StoredReader, type Stored } from "../samples/read-stored.ts";
import type { DeadLetter } from "../tools/dead-letter.ts";
import { redriveBatch, type Redriven } from "../tools/redrive-batch.ts";
import type { redriveQueue } from "../tools/redrive-queue.ts";

const LIMIT_MS = 60_000;
const PATIENCE = 10; // attempts of a call that is throttled: a shard is read five times a second

/** The deployed service, as its callers and operators have it. */
export interface Service {
  /** What redrives the service's dead letters. */
  readonly redrive: Parameters<typeof redriveQueue>[0];
  put(records: readonly Outgoing[]): Promise<Placed[]>;
  /** Everything in the bucket. */
  stored(): Promise<Stored>;
  /** Looks into the bucket until `isIt`. */
  untilStored(what: string, isIt: (stored: Stored) => boolean): Promise<Stored>;
  /** Has batches go to the dead letters at their first failure. */
  giveUpAtOnce(): Promise<void>;
  /** Deploys the function with other settings. */
  configure(settings: Readonly<Record<string, string>>): Promise<void>;
  /** Delivers records that are in the stream once more, as one batch. */
  deliver(places: readonly Placed[]): Promise<Redriven>;
  /** Changes the stream's shards, and waits until the stream is in use again. */
  reshard(change: (kinesis: KinesisClient, StreamName: string) => Promise<void>): Promise<void>;
  /** The dead letter of a batch. */
  letterOf(places: readonly Placed[], batchSize?: number): Promise<DeadLetter>;
  deadLetters(): Promise<number>;
  untilDeadLetter(): Promise<void>;
  until(what: string, isSo: () => Promise<boolean>): Promise<void>;
  addDeadLetter(body: string): Promise<void>;
}

/** Opens the service with these outputs. */
export function openService(endpoint: string, outputs: Readonly<Record<string, string>>): Service {
  const settings = clientSettings(endpoint);
  const kinesis = new KinesisClient({ ...settings, maxAttempts: PATIENCE });
  const lambda = new LambdaClient(settings);
  const sqs = new SQSClient(settings);
  const { StreamName = "", DeadLetters = "", DecoderFunction = "" } = outputs;
  const reader = new StoredReader(new S3Client(settings), outputs["DestinationBucket"] ?? "");
  const redrive = { kinesis, lambda, sqs, functionName: DecoderFunction, queueUrl: DeadLetters };

  const mapping = async () => {
    const list = new ListEventSourceMappingsCommand({ FunctionName: DecoderFunction });
    const { EventSourceMappings: [found] = [] } = await lambda.send(list);
    return found;
  };
  const letterOf = async (places: readonly Placed[], batchSize = places.length) => {
    const found = await mapping();
    return {
      KinesisBatchInfo: {
        streamArn: found?.EventSourceArn ?? "",
        shardId: places[0]?.shardId ?? "",
        startSequenceNumber: places[0]?.sequenceNumber ?? "",
        endSequenceNumber: places.at(-1)?.sequenceNumber ?? "",
        batchSize,
      },
    };
  };
  const deadLetters = async (): Promise<number> => {
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const command = new GetQueueAttributesCommand({ QueueUrl: DeadLetters, AttributeNames });
    const { Attributes } = await sqs.send(command);
    return Number(Attributes?.["ApproximateNumberOfMessages"]);
  };

  return {
    redrive,
    put: (records) => putRecords(kinesis, StreamName, records),
    stored: () => reader.read([""]),
    untilStored: (what, isIt) =>
      eventually(what, async () => {
        const found = await reader.read([""]);
        return isIt(found) ? found : undefined;
      }),
    async giveUpAtOnce() {
      const found = await mapping();
      await lambda.send(
        new UpdateEventSourceMappingCommand({
          UUID: found?.UUID,
          MaximumRetryAttempts: 0,
          BisectBatchOnFunctionError: false,
        }),
      );
    },
    async configure(changed) {
      const FunctionName = DecoderFunction;
      const read = new GetFunctionConfigurationCommand({ FunctionName });
      const { Environment } = await lambda.send(read);
      const Variables = { ...Environment?.Variables, ...changed };
      const command = { FunctionName, Environment: { Variables } };
      await lambda.send(new UpdateFunctionConfigurationCommand(command));
    },
    letterOf,
    async deliver(places) {
      return redriveBatch(redrive, await letterOf(places));
    },
    async reshard(change) {
      await change(kinesis, StreamName);
      await waitUntilStreamExists(
        { client: kinesis, maxWaitTime: 30, minDelay: 1 },
        { StreamName },
      );
    },
    deadLetters,
    until,
    untilDeadLetter: () => until("a dead letter", async () => (await deadLetters()) > 0),
    async addDeadLetter(MessageBody) {
      await sqs.send(new SendMessageCommand({ QueueUrl: DeadLetters, MessageBody }));
    },
  };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  await eventually(what, async () => ((await isSo()) ? true : undefined));
}

/** Asks until `ask` has an answer; the service runs in the machine's time. */
async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${LIMIT_MS} ms`);
    await sleep(50);
  }
}

/** All messages of the bucket, each as often as it is there. */
export function linesOf({ messages }: Stored): string[] {
  return [...messages.values()].flat();
}

/** Messages with a text in them, sorted. */
export function ofRun(stored: Stored, run: string): string[] {
  return linesOf(stored)
    .filter((line) => line.includes(run))
    .sort();
}
