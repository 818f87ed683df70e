import { AwsError } from "../src/errors.ts";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import type { Checkpoint, Checkpoints } from "../src/services/lambda/event-sources/checkpoints.ts";
import type { MappingRecord } from "../src/services/lambda/event-sources/mapping.ts";
import {
  lambdaConsumer,
  type LambdaConsumerParts,
} from "../src/services/lambda/event-sources/lambda-consumer.ts";
import type { PollerParts } from "../src/services/lambda/event-sources/parts.ts";
import { checkpointsOf, pollShards } from "../src/services/lambda/event-sources/shard-poller.ts";
import type {
  Position,
  ShardSource,
  SourceRecord,
} from "../src/services/lambda/event-sources/shard-source.ts";

/** A record of the model. */
export interface ModelRecord {
  readonly sequence: number;
  readonly key: string;
  /** Milliseconds since the start. */
  readonly arrivesAt: number;
}

/** A shard of the model; closed ones end after their records. */
export interface ModelShard {
  readonly shardId: string;
  readonly parents: readonly string[];
  readonly closed: boolean;
  readonly records: readonly ModelRecord[];
}

/** What the function does with a batch, given its sequence numbers. */
export type Outcome = "done" | "thrown" | "throttled" | "malformed" | { readonly failedAt: number };

/** What happened, in its order. */
export interface Delivered {
  readonly sequences: readonly number[];
  readonly outcome: Outcome;
}

const EPOCH = Date.UTC(2026, 0, 15);
const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

function positionIndex({ records }: ModelShard, position: Position): number {
  if (!("after" in position)) return 0;
  return records.filter(({ sequence }) => sequence <= Number(position.after)).length;
}

function toSourceRecord(record: ModelRecord): SourceRecord {
  const event = { sequence: record.sequence, key: record.key };
  return {
    sequenceNumber: String(record.sequence),
    arrivedAt: EPOCH + record.arrivesAt,
    key: record.key,
    json: JSON.stringify(event),
    filtered: () => event,
  };
}

/** A stream that exists only here; `failing` says whether the next read is refused. */
export function modelSource(
  shards: readonly ModelShard[],
  clock: AdjustableClock,
  failing: (shardId: string) => boolean = () => false,
): ShardSource {
  const find = (id: string): ModelShard => {
    const found = shards.find(({ shardId }) => shardId === id);
    if (found === undefined) throw new AwsError("ResourceNotFoundException", `no shard ${id}`);
    return found;
  };
  return {
    batchInfo: "KinesisBatchInfo",
    shards: () => Promise.resolve(shards),
    iterator: async (id, position) => String(positionIndex(find(id), position)),
    async read(id, iterator, limit) {
      if (failing(id)) throw new AwsError("ExpiredIteratorException", "expired");
      const { records, closed } = find(id);
      const from = Number(iterator);
      const there = records.filter(({ arrivesAt }) => EPOCH + arrivesAt <= clock.now());
      const page = there.slice(from, from + limit);
      const next = from + page.length;
      const ended = closed && next === records.length;
      return { records: page.map(toSourceRecord), next: ended ? undefined : String(next) };
    },
    onRecords: () => () => undefined,
  };
}

function answerOf(outcome: Outcome, sequences: readonly number[]) {
  if (outcome === "throttled") throw new AwsError("TooManyRequestsException", "Rate Exceeded.");
  if (outcome === "thrown") return { functionError: "Unhandled", body: encode({}) };
  const itemIdentifier = outcome === "malformed" ? "" : String(sequences[failedIndex(outcome)]);
  const batchItemFailures = outcome === "done" ? [] : [{ itemIdentifier }];
  return { body: encode({ batchItemFailures }) };
}

function failedIndex(outcome: Outcome): number {
  return typeof outcome === "object" ? outcome.failedAt : 0;
}

function sequencesOf(event: string): number[] {
  return (JSON.parse(event) as { Records: { sequence: number }[] }).Records.map(
    (one) => one.sequence,
  );
}

/** How many records, from the first on, the function has done. */
export function doneCount({ sequences, outcome }: Delivered): number {
  return outcome === "done" ? sequences.length : failedIndex(outcome);
}

/** A mapping with a function that answers as the test says, and what was seen of it. */
export function startModel(options: {
  readonly mapping?: Partial<MappingRecord>;
  readonly outcome?: (sequences: readonly number[]) => Outcome;
}) {
  const clock = createClock({ pace: "manual", startMs: EPOCH });
  const stored = new Map<string, Checkpoint>();
  const delivered: Delivered[] = [];
  const events: string[] = [];
  const results: string[] = [];
  const report = (result: string): void => void results.push(result);
  const destination: { condition: string; sequences: number[]; body: Record<string, unknown> }[] =
    [];
  const given = {
    cloud: {
      clock,
      store: { transaction: (work: () => unknown) => work() },
      deliveries: {
        enqueue: (_kind: string, { body }: { body: string }) => {
          const parsed = JSON.parse(body) as {
            requestContext: { condition: string };
            payload: string;
          };
          const { condition } = parsed.requestContext;
          destination.push({ condition, sequences: sequencesOf(parsed.payload), body: parsed });
        },
      },
    },
    registry: {
      config: { region: "eu-west-1", accountId: "000000000000" },
      resolve: () => ({ version: { roleArn: "arn:aws:iam::000000000000:role/r" } }),
    },
    executor: {
      execute: async (_ref: unknown, { event }: { event: string }) => {
        await Promise.resolve();
        const sequences = sequencesOf(event);
        const outcome = options.outcome?.(sequences) ?? "done";
        if (outcome !== "throttled") {
          events.push(event);
          delivered.push({ sequences, outcome });
        }
        return { executedVersion: "$LATEST", ...answerOf(outcome, sequences) };
      },
    },
  } as unknown as LambdaConsumerParts;
  const parts: PollerParts = { cloud: given.cloud, consumer: lambdaConsumer(given) };

  const mapping: MappingRecord = {
    uuid: "m",
    sourceArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/s",
    kind: "stream",
    functionName: "f",
    enabled: true,
    batchSize: 100,
    windowSeconds: 0,
    reportsItemFailures: true,
    filters: [],
    startingPosition: "TRIM_HORIZON",
    onFailure: "arn:aws:s3:::failures",
    modifiedAt: 0,
    ...options.mapping,
  };
  const collection = {
    get: (key: string) => stored.get(key),
    put: (key: string, value: Checkpoint) => void stored.set(key, value),
    delete: (key: string) => stored.delete(key),
    entries: () => [...stored],
    count: () => stored.size,
  } satisfies Checkpoints;

  /** Polls until the returned function is called, and what was under way has ended. */
  const poll = (source: ShardSource): (() => Promise<void>) => {
    const abort = new AbortController();
    const checkpoints = checkpointsOf(mapping.uuid, collection, () => true);
    const polling = { mapping, parts, source, signal: abort.signal, report };
    const ended = pollShards(polling, checkpoints);
    ended.catch(() => undefined); // whoever stops it hears of it
    return async () => {
      abort.abort();
      await ended;
    };
  };
  return { clock, stored, delivered, destination, events, results, poll };
}

/** Moves the clock on until something holds; fails after an hour of its time. */
export async function until(clock: AdjustableClock, holds: () => boolean): Promise<void> {
  const endsAt = clock.now() + 3_600_000;
  while (!holds()) {
    if (clock.now() > endsAt) throw new Error("it does not come to hold within an hour");
    await clock.advance(1000);
  }
}
