import { KinesisClient } from "@aws-sdk/client-kinesis";
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { randomUUID } from "node:crypto";
import type { Soak, SoakReport, SoakSize } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { sampleRecords } from "../samples/demo-message.ts";
import { putRecords, type Placed } from "../samples/put-records.ts";
import { StoredReader } from "../samples/read-stored.ts";
import { redriveBatch, type RedriveParts } from "../tools/redrive-batch.ts";
import { redriveQueue } from "../tools/redrive-queue.ts";
import { FAULTS, OUTAGE } from "./faults.ts";
import { violationsOf, type Expected } from "./promises.ts";

/** Records in, objects out, while stores throttle and fail and processes are killed. */
export const soak: Soak = {
  inputs: "records",
  full: { count: 6000, crashes: 2, limitMs: 900_000 },
  short: { count: 240, crashes: 1, limitMs: 120_000 },
  run,
};

const POISON_SHARE = 0.05;
const WAVE = 100; // records per PutRecords
const OUTAGE_RECORDS = 60;
const BATCH_SIZE = 20; // instead of 1000, so that there are many
const SOME_LIMIT_MS = 60_000;
const PATIENCE = 10; // attempts of a call that is throttled
const RETRIES = 1; // instead of 50, so that batches are given up
const QUIET_MS = 4000; // longer than the poller pauses before its last try

async function run(world: World, size: SoakSize): Promise<SoakReport> {
  const { outputs, settings } = world;
  const parts = {
    kinesis: new KinesisClient({ ...settings, maxAttempts: PATIENCE }),
    lambda: new LambdaClient({ ...settings, maxAttempts: PATIENCE }),
    sqs: new SQSClient(settings),
    functionName: outputs["DecoderFunction"] ?? "",
    queueUrl: outputs["DeadLetters"] ?? "",
  };
  const reader = new StoredReader(new S3Client(settings), outputs["DestinationBucket"] ?? "");
  const streamArn = await makeManyBatches(parts, { bisect: true });
  const startedAt = performance.now();
  await world.misbehave(FAULTS);

  const records: Produced[] = [];
  const underWay: number[] = [];
  for (let crash = 0; crash <= size.crashes; crash += 1) {
    const wanted = Math.floor((size.count * (crash + 1)) / (size.crashes + 1));
    world.progress(`putting records up to ${wanted} of ${size.count}`);
    records.push(...(await produce(parts.kinesis, outputs, wanted - records.length)));
    if (crash === size.crashes) break;
    underWay.push(await untilSomeAreStored(world, reader, records.length));
    world.progress(`kill -9 with ${underWay.at(-1)} records under way`);
    await world.crash();
    await makeManyBatches(parts, { bisect: false }); // from here on whole batches are given up
    await world.misbehave(OUTAGE);
    records.push(...(await produce(parts.kinesis, outputs, OUTAGE_RECORDS)));
    await untilGivenUp(world, parts);
    await world.misbehave(FAULTS);
  }
  world.progress("waiting until all is at rest");
  const letters = await untilAtRest(world, { parts, reader, records, limitMs: size.limitMs });
  const seconds = (performance.now() - startedAt) / 1000;

  world.progress("delivering everything once more");
  const before = await reader.read([""]);
  const again = await deliverAgain(parts, streamArn, records);
  const stored = await reader.read([""]);
  await world.readTally();
  const poison = records.filter(({ code }) => code !== undefined).length;
  const figures = {
    "records, spoilt": `${records.length}, ${poison}`,
    "objects with messages": stored.messages.size,
    "records under way at each kill -9": underWay.join(", "),
    "batches given up and redriven": letters.redriven,
    "writes of objects, of runs": `${world.calls("s3:PutObject")}, ${world.calls("dynamodb:PutItem")}`,
    "records that came again, all stored before": again,
    "until all was at rest": `${seconds.toFixed(1)} s`,
    "records a second": (records.length / seconds).toFixed(0),
  };
  return {
    figures: Object.entries(figures).map(([name, value]) => ({ name, value: String(value) })),
    violations: violationsOf({ records, stored, before, deadLetters: letters.left }),
  };
}

/** A record that is in the stream. */
interface Produced extends Expected, Placed {}

type Parts = RedriveParts & { readonly sqs: SQSClient; readonly queueUrl: string };

/** Has Lambda make many small batches and give them up after a few tries; resolves with the stream's ARN. */
async function makeManyBatches(
  { lambda, functionName }: Parts,
  { bisect }: { readonly bisect: boolean },
): Promise<string> {
  const list = new ListEventSourceMappingsCommand({ FunctionName: functionName });
  const { EventSourceMappings: [mapping] = [] } = await lambda.send(list);
  const UUID = mapping?.UUID;
  await lambda.send(
    new UpdateEventSourceMappingCommand({
      UUID,
      BatchSize: BATCH_SIZE,
      MaximumBatchingWindowInSeconds: 0,
      MaximumRetryAttempts: RETRIES,
      BisectBatchOnFunctionError: bisect,
    }),
  );
  return mapping?.EventSourceArn ?? "";
}

async function produce(
  client: KinesisClient,
  outputs: World["outputs"],
  count: number,
): Promise<Produced[]> {
  const time = Math.floor(Date.now() / 1000);
  const options = { count, poisonShare: POISON_SHARE, run: randomUUID(), time };
  const samples = sampleRecords(options);
  const produced: Produced[] = [];
  for (let at = 0; at < samples.length; at += WAVE) {
    const wave = samples.slice(at, at + WAVE);
    const places = await putRecords(client, outputs["StreamName"] ?? "", wave);
    for (const [index, { data, message, poison }] of wave.entries()) {
      const place = places[index];
      if (place === undefined) continue;
      const outcome = poison === undefined ? { line: JSON.stringify(message) } : { code: poison };
      produced.push({ ...place, data, ...outcome });
    }
  }
  return produced;
}

async function countStored(reader: StoredReader): Promise<number> {
  const { messages, quarantined } = await reader.read([""]);
  return [...messages.values()].flat().length + quarantined.size;
}

/** Waits until a part of the records is stored; resolves with how many are not. */
async function untilSomeAreStored(
  world: World,
  reader: StoredReader,
  count: number,
): Promise<number> {
  const before = await countStored(reader);
  const wanted = before + (count - before) / 4;
  const left = await world.until(SOME_LIMIT_MS, async () => {
    const stored = await countStored(reader);
    return stored >= wanted ? count - stored : undefined;
  });
  return left ?? count - before;
}

async function untilGivenUp(world: World, { sqs, queueUrl }: Parts): Promise<void> {
  const AttributeNames = ["ApproximateNumberOfMessages" as const];
  const ask = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames });
  await world.until(SOME_LIMIT_MS, async () => {
    const { Attributes } = await sqs.send(ask);
    return Number(Attributes?.["ApproximateNumberOfMessages"]) > 0 ? true : undefined;
  });
}

interface Rest {
  readonly parts: Parts;
  readonly reader: StoredReader;
  readonly records: readonly Produced[];
  readonly limitMs: number;
}

/** Waits until no more is stored; then ends the faults, and redrives what was given up. */
async function untilAtRest(world: World, { parts, reader, records, limitMs }: Rest) {
  let last = -1;
  let sinceMs = performance.now();
  await world.until(limitMs, async () => {
    const stored = await countStored(reader);
    if (stored !== last) sinceMs = performance.now();
    last = stored;
    const isQuiet = performance.now() - sinceMs > QUIET_MS;
    return isQuiet || stored >= records.length ? true : undefined;
  });
  await world.misbehave([]);
  const sum = { redriven: 0, left: 0 };
  await world.until(limitMs, async () => {
    const { done, left } = await redriveQueue(parts, () => undefined);
    sum.redriven += done;
    sum.left = left;
    return (await countStored(reader)) >= records.length && done === 0 ? true : undefined;
  });
  return sum;
}

const PIECES = [1000, 7, 333]; // records, in turn: other batches than those of the first time

/** Delivers all records once more, shard by shard in pieces of its own; resolves with how many. */
async function deliverAgain(
  parts: RedriveParts,
  streamArn: string,
  records: readonly Produced[],
): Promise<number> {
  let again = 0;
  for (const [shardId, all] of Map.groupBy(records, (record) => record.shardId)) {
    for (let at = 0, turn = 0; at < all.length; turn += 1) {
      const piece = all.slice(at, at + (PIECES[turn % PIECES.length] ?? 1));
      const startSequenceNumber = piece[0]?.sequenceNumber ?? "";
      const endSequenceNumber = piece.at(-1)?.sequenceNumber ?? "";
      const batch = { streamArn, shardId, startSequenceNumber, endSequenceNumber };
      const KinesisBatchInfo = { ...batch, batchSize: piece.length };
      again += (await redriveBatch(parts, { KinesisBatchInfo })).stored;
      at += piece.length;
    }
  }
  return again;
}
