import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { AwsError } from "../../../errors.ts";
import type { Collection } from "../../../store/collection.ts";
import { engineOf } from "../../dynamodb/engine.ts";
import type { MappingRecord } from "./mapping.ts";
import { pause, pauseMs, roleOf, type PollerParts } from "./parts.ts";
import { compileFilters } from "./record-filter.ts";
import { processRecords, sequenceOf, type ShardWork } from "./stream-batch.ts";

/** Where a mapping stands in each shard: `uuid/shardId` to the last sequence number done. */
export type Checkpoints = Collection<{ readonly after: string }>;

interface Polling {
  readonly mapping: MappingRecord;
  readonly parts: PollerParts;
  readonly signal: AbortSignal;
}

const MAX_RECORDS = 1000; // per GetRecords
const IDLE_POLL_MS = 5000; // in case no new record wakes the poller; new ones do

/**
 * Feeds a function from the stream of a table until the signal aborts: one batch per shard at a
 * time, in order.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export async function pollStream(polling: Polling, checkpoints: Checkpoints): Promise<void> {
  const { parts, signal } = polling;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const shardIds = await shardsOf(polling);
      failures = 0;
      await Promise.all(shardIds.map((shardId) => pollShard(shardId, polling, checkpoints)));
      // Every shard has come to its end: the stream is closed, or others have begun.
      await pause(parts.cloud, IDLE_POLL_MS, signal);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      await pause(parts.cloud, pauseMs(failures), signal);
      failures += 1;
    }
  }
}

async function shardsOf({ mapping, parts, signal }: Polling): Promise<string[]> {
  const ids: string[] = [];
  let start: { ExclusiveStartShardId?: string } = {};
  for (;;) {
    const input = { StreamArn: mapping.sourceArn, ...start };
    const options = { as: roleOf(mapping, parts), signal };
    const answer = await parts.cloud.call("dynamodbstreams", "DescribeStream", input, options);
    const { Shards = [], LastEvaluatedShardId: last } = answer.StreamDescription ?? {};
    ids.push(...Shards.map(({ ShardId = "" }) => ShardId));
    if (last === undefined) return ids;
    start = { ExclusiveStartShardId: last };
  }
}

/** Returns when the shard has ended. */
async function pollShard(
  shardId: string,
  polling: Polling,
  checkpoints: Checkpoints,
): Promise<void> {
  const { mapping, parts, signal } = polling;
  const key = `${mapping.uuid}/${shardId}`;
  const work: ShardWork = {
    mapping,
    parts,
    signal,
    shardId,
    filter: compileFilters(mapping.filters),
    checkpoint: (after) => checkpoints.put(key, { after }),
  };
  const arrivals = listen(polling);
  try {
    let iterator = await iteratorAt(shardId, polling, checkpoints.get(key)?.after);
    while (!signal.aborted && iterator !== undefined) {
      const batch = await collect(iterator, polling, arrivals);
      await processRecords(batch.records, work);
      iterator = batch.next;
    }
  } finally {
    arrivals.stop();
  }
}

async function iteratorAt(
  shardId: string,
  { mapping, parts, signal }: Polling,
  after: string | undefined,
): Promise<string | undefined> {
  const at =
    after === undefined
      ? ({ ShardIteratorType: "TRIM_HORIZON" } as const)
      : ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: after } as const);
  const input = { StreamArn: mapping.sourceArn, ShardId: shardId, ...at };
  const options = { as: roleOf(mapping, parts), signal };
  const answer = await parts.cloud.call("dynamodbstreams", "GetShardIterator", input, options);
  return answer.ShardIterator;
}

interface Page {
  readonly records: readonly _Record[];
  readonly next: string | undefined;
}

/** Reads until the batch is full or its window, which begins with the first record, has passed. */
async function collect(iterator: string, polling: Polling, arrivals: Arrivals): Promise<Page> {
  const { mapping, parts, signal } = polling;
  const { clock } = parts.cloud;
  const records: _Record[] = [];
  let next: string | undefined = iterator;
  let untilMs = Number.POSITIVE_INFINITY;
  while (next !== undefined && !signal.aborted) {
    const seen = arrivals.count();
    const room = Math.min(mapping.batchSize - records.length, MAX_RECORDS);
    const page: Page = await read(next, polling, room);
    if (records.length === 0 && page.records.length > 0) {
      untilMs = clock.now() + mapping.windowSeconds * 1000;
    }
    records.push(...page.records);
    next = page.next;
    const full = records.length >= mapping.batchSize || clock.now() >= untilMs;
    if (full && records.length > 0) break;
    const idle = page.records.length === 0 && next !== undefined;
    if (idle) await arrivals.wait(seen, Math.min(untilMs - clock.now(), IDLE_POLL_MS));
  }
  return { records, next };
}

async function read(iterator: string, polling: Polling, limit: number): Promise<Page> {
  const { mapping, parts, signal } = polling;
  const input = { ShardIterator: iterator, Limit: limit };
  const options = { as: roleOf(mapping, parts), signal };
  const answer = await parts.cloud.call("dynamodbstreams", "GetRecords", input, options);
  return { records: answer.Records ?? [], next: answer.NextShardIterator };
}

/** Counts what is written to a stream, so that nothing written after a read is slept through. */
interface Arrivals {
  count(): number;
  /** Waits until the count is no longer `seen`, or for `ms`. */
  wait(seen: number, ms: number): Promise<void>;
  stop(): void;
}

function listen({ mapping, parts, signal }: Polling): Arrivals {
  let count = 0;
  let woken = new AbortController();
  const stop = engineOf(parts.cloud).streams.onRecords(mapping.sourceArn, () => {
    count += 1;
    woken.abort();
    woken = new AbortController();
  });
  return {
    stop,
    count: () => count,
    async wait(seen, ms) {
      if (count !== seen) return;
      await pause(parts.cloud, ms, AbortSignal.any([signal, woken.signal]));
    },
  };
}

/**
 * Fixes where a new mapping with `LATEST` begins: after the records that are there now. Without
 * this a restart before the first batch would begin somewhere else.
 */
export async function checkpointLatest(polling: Polling, checkpoints: Checkpoints): Promise<void> {
  for (const shardId of await shardsOf(polling)) {
    let iterator = await iteratorAt(shardId, polling, undefined);
    while (iterator !== undefined) {
      const page: Page = await read(iterator, polling, MAX_RECORDS);
      const last = page.records.at(-1);
      if (last === undefined) break;
      checkpoints.put(`${polling.mapping.uuid}/${shardId}`, { after: sequenceOf(last) });
      iterator = page.next;
    }
  }
}
