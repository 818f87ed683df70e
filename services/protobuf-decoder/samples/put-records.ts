import {
  PutRecordsCommand,
  type KinesisClient,
  type PutRecordsResultEntry,
} from "@aws-sdk/client-kinesis";
import { setTimeout as sleep } from "node:timers/promises";

const MAX_BATCH = 500; // records per PutRecords; Kinesis quotas
const MAX_BATCH_BYTES = 4_500_000; // of 5 MB per PutRecords, partition keys included
const MAX_TRIES = 8;
const PAUSE_MS = 100; // before the second try, twice as long before each further one

/** What is put into a stream. */
export interface Outgoing {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** Where a record of the stream is. */
export interface Placed {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/**
 * Puts records into a stream, in batches, and again those that were refused for want of throughput;
 * resolves with their places, in the order of the records.
 *
 * @throws {Error} Some are refused again and again.
 */
export async function putRecords(
  client: KinesisClient,
  StreamName: string,
  records: readonly Outgoing[],
): Promise<Placed[]> {
  const places: Placed[] = [];
  for (const batch of batchesOf(records)) {
    places.push(...(await putBatch(client, StreamName, batch)));
  }
  return places;
}

async function putBatch(
  client: KinesisClient,
  StreamName: string,
  batch: readonly Outgoing[],
): Promise<Placed[]> {
  const places = new Map<Outgoing, Placed>();
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (tries > 0) await sleep(Math.random() * PAUSE_MS * 2 ** tries);
    const waiting = batch.filter((record) => !places.has(record));
    const Records = waiting.map(({ partitionKey, data }) => {
      return { PartitionKey: partitionKey, Data: data };
    });
    const answer = await client.send(new PutRecordsCommand({ StreamName, Records }));
    for (const [index, record] of waiting.entries()) {
      const place = placeOf(answer.Records?.[index]);
      if (place !== undefined) places.set(record, place);
    }
    if (places.size === batch.length) return batch.flatMap((record) => places.get(record) ?? []);
  }
  throw new Error(`${batch.length - places.size} records are refused again and again`);
}

function placeOf(entry: PutRecordsResultEntry | undefined): Placed | undefined {
  const { ShardId: shardId, SequenceNumber: sequenceNumber } = entry ?? {};
  if (shardId === undefined || sequenceNumber === undefined) return undefined;
  return { shardId, sequenceNumber };
}

function batchesOf(records: readonly Outgoing[]): Outgoing[][] {
  const batches: Outgoing[][] = [];
  let sizeBytes = 0;
  for (const record of records) {
    const size = record.data.length + Buffer.byteLength(record.partitionKey);
    const batch = batches.at(-1);
    if (batch === undefined || batch.length === MAX_BATCH || sizeBytes + size > MAX_BATCH_BYTES) {
      batches.push([record]);
      sizeBytes = size;
    } else {
      batch.push(record);
      sizeBytes += size;
    }
  }
  return batches;
}
