import { createHash } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import { createBell, type Bell } from "./bell.ts";
import { openProgress, type Progress, type ProgressParts } from "./checkpoints.ts";
import { createLaneQueue, type LaneQueue } from "./lane-queue.ts";
import type { MappingRecord } from "./mapping.ts";
import { pause, pauseMs, type PollerParts } from "./parts.ts";
import { compileFilters } from "./record-filter.ts";
import { MAX_RECORDS_BYTES, processBatch } from "./shard-batch.ts";
import type { Page, Position, ShardSource, SourceRecord } from "./shard-source.ts";

/** What a mapping's shards are read with. */
export interface ShardPolling {
  readonly mapping: MappingRecord;
  readonly parts: PollerParts;
  readonly source: ShardSource;
  readonly signal: AbortSignal;
  /** Hears how each batch ended, in Lambda's words. */
  readonly report: (result: string) => void;
}

/** One shard, and where its reading begins and is stored. */
export interface OneShard extends Omit<ProgressParts, "lanes"> {
  readonly shardId: string;
}

const READ_AHEAD = 1000; // records in a read, when a batch is smaller
const MAX_WAITING_BYTES = 64 * 1024 * 1024; // over the lanes of a shard, when one of them lags behind
const IDLE_POLL_MS = 5000; // in case no new record wakes the reader; new ones do

/**
 * Feeds the function from one shard until it ends or the signal aborts. Several batches are under
 * way at once when the mapping says so: the records of a key are all in the same lane, in order.
 *
 * @throws {Error} A defect; everything that was under way has stopped.
 */
export async function feedFromShard(shard: OneShard, polling: ShardPolling): Promise<void> {
  const broken = new AbortController();
  const signal = AbortSignal.any([polling.signal, broken.signal]);
  const { mapping, parts } = polling;
  const { clock } = parts.cloud;
  const lanes = mapping.parallelization ?? 1;
  const progress = openProgress({ ...shard, lanes });
  const room = createBell(clock);
  const limits = {
    batchSize: mapping.batchSize,
    windowMs: mapping.windowSeconds * 1000,
    maxBytes: MAX_RECORDS_BYTES,
  };
  const queues = Array.from({ length: lanes }, () =>
    createLaneQueue(limits, clock, () => room.ring()),
  );
  const work = { ...polling, signal, shardId: shard.shardId };
  const tasks = [
    fillQueues(queues, { ...work, progress, room }),
    ...queues.map((queue, lane) =>
      drain(queue, { ...work, advance: (number) => progress.advance(lane, number) }),
    ),
  ];
  try {
    await Promise.all(tasks);
  } finally {
    broken.abort();
    await Promise.allSettled(tasks);
  }
}

async function drain(queue: LaneQueue, work: Parameters<typeof processBatch>[1]): Promise<void> {
  for (;;) {
    const batch = await queue.take(work.signal);
    if (batch === undefined) return;
    await processBatch(batch, work);
  }
}

interface Reading extends ShardPolling {
  readonly shardId: string;
  readonly progress: Progress;
  /** Rings when a lane has taken a batch. */
  readonly room: Bell;
}

async function fillQueues(queues: readonly LaneQueue[], reading: Reading): Promise<void> {
  const { parts, signal, source, mapping, room } = reading;
  const deal = dealer(queues, reading);
  const arrivals = createBell(parts.cloud.clock);
  const stop = source.onRecords(() => arrivals.ring());
  const limit = Math.max(mapping.batchSize, READ_AHEAD);
  const cursor = openCursor(reading);
  try {
    while (!signal.aborted) {
      const taken = room.count();
      if (!hasRoom(queues)) {
        await room.wait(taken, IDLE_POLL_MS, signal);
        continue;
      }
      const seen = arrivals.count();
      const page = await cursor.read(limit);
      if (page === "failed") continue;
      page.records.forEach(deal);
      if (page.next === undefined) break;
      if (page.records.length === 0) await arrivals.wait(seen, IDLE_POLL_MS, signal);
    }
  } finally {
    stop();
  }
  for (const queue of queues) queue.end();
}

function hasRoom(queues: readonly LaneQueue[]): boolean {
  const waiting = queues.reduce((sum, queue) => sum + queue.sizeBytes(), 0);
  return waiting < MAX_WAITING_BYTES && queues.some((queue) => queue.hungry());
}

/** Gives each record to the lane of its key; the others learn that the shard has gone on. */
function dealer(
  queues: readonly LaneQueue[],
  { mapping, progress }: Reading,
): (record: SourceRecord) => void {
  const filter = compileFilters(mapping.filters);
  const unfiltered = mapping.filters.length === 0;
  return (record) => {
    const mine = laneOf(record.key, queues.length);
    const wanted = unfiltered || filter(record.filtered());
    for (const [lane, queue] of queues.entries()) {
      if (progress.isDone(lane, record.sequenceNumber)) continue;
      queue.push(record, wanted && lane === mine);
    }
  };
}

function laneOf(key: string, lanes: number): number {
  if (lanes === 1) return 0;
  return createHash("md5").update(key).digest().readUInt32BE() % lanes;
}

// The place is older than what is kept (a table's stream), or of a stream that was made anew.
const LOST: ReadonlySet<string> = new Set([
  "TrimmedDataAccessException",
  "InvalidArgumentException",
]);

interface Cursor {
  /** Reads on; a read that fails is followed by a pause, and by a new iterator. */
  read(limit: number): Promise<Page | "failed">;
}

function openCursor({ shardId, source, progress, parts, signal }: Reading): Cursor {
  let position: Position = progress.start;
  let iterator: string | undefined;
  let failures = 0;
  return {
    async read(limit) {
      try {
        iterator ??= await source.iterator(shardId, position);
        if (iterator === undefined) return { records: [], next: undefined };
        const page = await source.read(shardId, iterator, limit);
        const last = page.records.at(-1);
        if (last !== undefined) position = { after: last.sequenceNumber };
        iterator = page.next;
        failures = 0;
        return page;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        // The stream or the permission is missing for now, or the iterator has expired.
        iterator = undefined;
        if ("after" in position && LOST.has(error.code)) position = { at: "TRIM_HORIZON" };
        await pause(parts.cloud, pauseMs(failures), signal);
        failures += 1;
        return "failed";
      }
    },
  };
}
