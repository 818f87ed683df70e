import type { HashRange } from "./hash-ranges.ts";

/** A part of a stream, whose records have an order. Times are milliseconds since the Unix epoch. */
export interface Shard {
  /** Counts from 0 over the life of the stream; a shard is never reopened. */
  readonly index: number;
  readonly range: HashRange;
  /** What this shard came from; the second one only after a merge. */
  readonly parents: readonly number[];
  /** Whole seconds since the Unix epoch; part of its sequence numbers, and later than its parents'. */
  readonly epoch: number;
  readonly openedAt: number;
  /** Since when it takes no more records. */
  readonly closedAt?: number;
}

/** What can be measured shard by shard. */
export const SHARD_METRICS = [
  "IncomingBytes",
  "IncomingRecords",
  "OutgoingBytes",
  "OutgoingRecords",
  "WriteProvisionedThroughputExceeded",
  "ReadProvisionedThroughputExceeded",
  "IteratorAgeMilliseconds",
] as const;
export type ShardMetric = (typeof SHARD_METRICS)[number];

/** How the capacity of a stream is chosen. */
export type StreamMode = "ON_DEMAND" | "PROVISIONED";

/** A data stream as it is kept. Times are milliseconds since the Unix epoch. */
export interface Stream {
  /** Never used again, unlike the name. */
  readonly number: number;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly mode: StreamMode;
  readonly retentionHours: number;
  readonly maxRecordKib: number;
  /** Set while records are encrypted. */
  readonly keyId?: string;
  readonly shardLevelMetrics: readonly ShardMetric[];
  readonly tags: Readonly<Record<string, string>>;
  /** Its JSON. */
  readonly policy?: string;
  /** When UpdateShardCount was called in the last day. */
  readonly scaledAt: readonly number[];
  /** In the order of their indexes; those whose records have all expired are gone. */
  readonly shards: readonly Shard[];
  /** The index of the next shard. */
  readonly nextShard: number;
}

const HOUR_MS = 60 * 60 * 1000;

/** Records that arrived before this are gone. */
export function trimHorizon({ retentionHours }: Stream, nowMs: number): number {
  return nowMs - retentionHours * HOUR_MS;
}

export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, "0")}`;
}

export function isOpen({ closedAt }: Shard): boolean {
  return closedAt === undefined;
}
