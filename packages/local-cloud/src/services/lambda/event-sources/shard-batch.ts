import { readBatchResponse } from "./batch-response.ts";
import { giveUp, type GivenUp } from "./give-up.ts";
import type { Batch } from "./lane-queue.ts";
import type { MappingRecord } from "./mapping.ts";
import { pause, pauseMs, type BatchRun, type PollerParts } from "./parts.ts";
import type { ShardSource, SourceRecord } from "./shard-source.ts";

/** What batches of one lane of a shard are worked off with. */
export interface LaneWork {
  readonly mapping: MappingRecord;
  readonly parts: PollerParts;
  readonly signal: AbortSignal;
  readonly source: ShardSource;
  readonly shardId: string;
  readonly report: (result: string) => void;
  /** Stores how far the function has come; a restart goes on after it. */
  advance(sequenceNumber: string): void;
}

interface Pending {
  readonly records: readonly SourceRecord[];
  /** Failed runs so far; a split does not count. */
  readonly failures: number;
  /** Runs in a row that were refused for want of concurrency. */
  readonly throttles: number;
}

const ENDLESS = -1;
const FAILED = "PROBLEM: Function call failed"; // LastProcessingResult

/** How much JSON of records fits into one invocation, beside the event's frame. */
export const MAX_RECORDS_BYTES = 6 * 1024 * 1024 - 1024; // Lambda quotas, synchronous payload
const FRAME_BYTES = 1024;

/**
 * Runs the function on the records of a batch until each is done, given up or expired: retries with
 * a growing pause, splits at errors when the mapping says so, and goes on from the lowest sequence
 * number that the function reports.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export async function processBatch({ records, through }: Batch, work: LaneWork): Promise<void> {
  const pending: Pending[] = [{ records, failures: 0, throttles: 0 }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (work.signal.aborted) return;
    const left = await processPart(next, work);
    if (left === "stopped") return;
    pending.unshift(...left);
  }
  work.advance(through);
}

/** @returns What is still to be done of the part. */
async function processPart(part: Pending, work: LaneWork): Promise<readonly Pending[] | "stopped"> {
  const records = withoutExpired(part, work);
  if (records.length === 0) return [];
  const event = eventOf(records);
  if (Buffer.byteLength(event) > MAX_RECORDS_BYTES + FRAME_BYTES) {
    // One record that no invocation can carry (a stream may allow 10 MiB): trying would not help.
    return discard(records, { condition: "RetryAttemptsExhausted", invokeCount: 0, event }, work);
  }
  const run = await work.parts.consumer.run(work.mapping, event);
  if (run === undefined) {
    work.report(FAILED);
    await pause(work.parts.cloud, pauseMs(part.throttles), work.signal);
    return [{ ...part, records, throttles: part.throttles + 1 }];
  }
  // A process that ended with the cloud says nothing about the records.
  if (work.signal.aborted && run.execution.functionError !== undefined) return "stopped";
  const failedAt = firstFailure(records, run, work.mapping);
  work.report(failedAt === undefined ? "OK" : FAILED);
  if (failedAt === undefined) return done(records, work);
  done(records.slice(0, failedAt), work);
  const left = { records: records.slice(failedAt), failures: part.failures, throttles: 0 };
  return retry(left, { run, event, whole: failedAt === 0 }, work);
}

function eventOf(records: readonly SourceRecord[]): string {
  return `{"Records":[${records.map(({ json }) => json).join(",")}]}`;
}

function done(records: readonly SourceRecord[], work: LaneWork): [] {
  const last = records.at(-1);
  if (last !== undefined) work.advance(last.sequenceNumber);
  return [];
}

/** The index of the first record that is to be tried again. */
function firstFailure(
  records: readonly SourceRecord[],
  { execution }: NonNullable<BatchRun>,
  { reportsItemFailures }: MappingRecord,
): number | undefined {
  if (execution.functionError !== undefined) return 0;
  if (!reportsItemFailures) return undefined;
  const numbers = records.map(({ sequenceNumber }) => sequenceNumber);
  const verdict = readBatchResponse(execution.body, new Set(numbers));
  if (verdict === "done") return undefined;
  if (verdict === "failed") return 0;
  return numbers.findIndex((number) => verdict.failedIds.includes(number));
}

interface Failure {
  readonly run: NonNullable<BatchRun>;
  readonly event: string;
  /** Nothing of the batch was done. */
  readonly whole: boolean;
}

async function retry(part: Pending, failure: Failure, work: LaneWork): Promise<readonly Pending[]> {
  const { records, failures } = part;
  const { maxRetries = ENDLESS, bisect = false } = work.mapping;
  const { cloud } = work.parts;
  if (bisect && (!failure.whole || records.length > 1)) {
    await pause(cloud, pauseMs(failures), work.signal);
    // The number that the function returned is where AWS splits; else it is the middle.
    if (!failure.whole) return [part];
    const middle = Math.ceil(records.length / 2);
    return [
      { ...part, records: records.slice(0, middle) },
      { ...part, records: records.slice(middle) },
    ];
  }
  if (maxRetries !== ENDLESS && failures >= maxRetries) {
    const { run, event } = failure;
    const end = { condition: "RetryAttemptsExhausted", invokeCount: failures + 1, run } as const;
    return discard(records, { ...end, event }, work);
  }
  await pause(cloud, pauseMs(failures), work.signal);
  return [{ ...part, failures: failures + 1 }];
}

function withoutExpired({ records, failures }: Pending, work: LaneWork): readonly SourceRecord[] {
  const { maxAgeSeconds = ENDLESS } = work.mapping;
  if (maxAgeSeconds === ENDLESS) return records;
  const oldest = work.parts.cloud.clock.now() - maxAgeSeconds * 1000;
  // Records lie in the order in which they came, so the expired ones are the first ones.
  const fresh = records.findIndex(({ arrivedAt }) => arrivedAt >= oldest);
  const expired = fresh === -1 ? records : records.slice(0, fresh);
  if (expired.length === 0) return records;
  const event = eventOf(expired);
  discard(expired, { condition: "RecordAgeExceeded", invokeCount: failures, event }, work);
  return records.slice(expired.length);
}

/** Leaves records behind; that they are at their destination and behind is stored as one. */
function discard(records: readonly SourceRecord[], end: GivenUp, work: LaneWork): [] {
  return work.parts.cloud.store.transaction(() => {
    giveUp(records, end, work);
    return done(records, work);
  });
}
