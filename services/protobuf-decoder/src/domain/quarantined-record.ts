import type { AppError } from "@blueprints/lambda-kit/errors";
import type { StreamRecord } from "@blueprints/lambda-kit/stream";
import * as z from "zod/mini";

/** A record that cannot be decoded, as it waits in quarantine: one JSON object. */
export const QuarantinedRecord = z.strictObject({
  /** What is wrong: `TruncatedMessage`, `UnknownSchema`, `BrokenAggregate` … */
  code: z.string(),
  /** The same in words; never quotes the data. */
  reason: z.string(),
  streamArn: z.string(),
  shardId: z.string(),
  sequenceNumber: z.string(),
  /** Its place in an aggregate of the Kinesis Producer Library; 0 for the first, and for a record on its own. */
  subSequenceNumber: z.int(),
  partitionKey: z.string(),
  /** When the stream took it: ISO 8601, UTC. */
  arrivedAt: z.string(),
  /** The record's data, every byte of it, in base64. */
  data: z.string(),
});
export type QuarantinedRecord = z.infer<typeof QuarantinedRecord>;

/** Describes a record that an error keeps from being decoded. */
export function quarantined(
  record: StreamRecord & { readonly subSequenceNumber: number },
  { code, message }: AppError,
): QuarantinedRecord {
  const { streamArn, shardId, sequenceNumber, subSequenceNumber, partitionKey } = record;
  return {
    code,
    reason: message,
    streamArn,
    shardId,
    sequenceNumber,
    subSequenceNumber,
    partitionKey,
    arrivedAt: record.arrivedAt.toISOString(),
    data: Buffer.from(record.data).toString("base64"),
  };
}

/** The bytes that were put into the stream. */
export function bytesOf({ data }: QuarantinedRecord): Uint8Array {
  return Buffer.from(data, "base64");
}
