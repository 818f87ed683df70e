import type { MappingRecord } from "./mapping.ts";
import type { BatchRun, PollerParts } from "./parts.ts";
import type { ShardSource, SourceRecord } from "./shard-source.ts";

/** Why records were given up. */
export interface GivenUp {
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  readonly invokeCount: number;
  /** The last run, if there was one. */
  readonly run?: NonNullable<BatchRun>;
  /** What the consumer would have got, as JSON. */
  readonly event: string;
}

interface Origin {
  readonly mapping: MappingRecord;
  readonly parts: PollerParts;
  readonly source: ShardSource;
  readonly shardId: string;
}

/** Tells the consumer which records are given up; they themselves stay in the stream. */
export function giveUp(records: readonly SourceRecord[], end: GivenUp, origin: Origin): void {
  const { mapping, parts, source, shardId } = origin;
  const place = {
    shardId,
    startSequenceNumber: records[0]?.sequenceNumber,
    endSequenceNumber: records.at(-1)?.sequenceNumber,
    approximateArrivalOfFirstRecord: arrivalOf(records[0]),
    approximateArrivalOfLastRecord: arrivalOf(records.at(-1)),
    batchSize: records.length,
    streamArn: mapping.sourceArn,
  };
  parts.consumer.giveUp(mapping, { end, shardId, where: { [source.batchInfo]: place } });
}

function arrivalOf(record: SourceRecord | undefined): string | undefined {
  return record && new Date(record.arrivedAt).toISOString();
}
