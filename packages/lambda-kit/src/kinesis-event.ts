import * as z from "zod/mini";
import { InvalidError } from "./errors.ts";
import { parseOrThrow } from "./parse.ts";

/** One record of a Kinesis stream. */
export interface StreamRecord {
  readonly partitionKey: string;
  /** A decimal number, too long for a JavaScript number; it grows along a shard. */
  readonly sequenceNumber: string;
  readonly shardId: string;
  readonly streamArn: string;
  /** When the stream took it, by Kinesis' clock; its precision is milliseconds. */
  readonly arrivedAt: Date;
  /** As the producer put it. */
  readonly data: Uint8Array;
}

const MAX_DATE_SECONDS = 8.64e12; // the end of JavaScript's calendar
const CONSUMER = /\/consumer\/.*$/; // what an enhanced fan-out consumer's ARN has after the stream's

const KinesisRecord = z.object({
  eventSource: z.literal("aws:kinesis"),
  eventID: z.string().check(z.regex(/^[a-zA-Z0-9_.-]{1,128}:\d{1,128}$/)),
  eventSourceARN: z.string().check(z.regex(/^arn:[^:]+:kinesis:[^:]*:[^:]*:stream\/./)),
  kinesis: z.object({
    partitionKey: z.string().check(z.minLength(1), z.maxLength(256)),
    sequenceNumber: z.string().check(z.regex(/^\d{1,128}$/)),
    data: z.string(),
    approximateArrivalTimestamp: z.number().check(z.minimum(0), z.maximum(MAX_DATE_SECONDS)),
  }),
});

const KinesisEvent = z.object({ Records: z.array(KinesisRecord) });

/** Node's decoder skips what is no base64; then less comes out of the text than is in it. */
function decode(text: string): Uint8Array {
  const data = Buffer.from(text, "base64");
  const padding = text.endsWith("==") ? 2 : Number(text.endsWith("="));
  if (text.length % 4 === 0 && data.length === (text.length / 4) * 3 - padding) return data;
  throw new InvalidError("NotAKinesisEvent", "the data of a record is not base64");
}

function toRecord({ kinesis, ...record }: z.infer<typeof KinesisRecord>): StreamRecord {
  return {
    partitionKey: kinesis.partitionKey,
    sequenceNumber: kinesis.sequenceNumber,
    shardId: record.eventID.slice(0, record.eventID.indexOf(":")),
    streamArn: record.eventSourceARN.replace(CONSUMER, ""),
    arrivedAt: new Date(Math.round(kinesis.approximateArrivalTimestamp * 1000)),
    data: decode(kinesis.data),
  };
}

/**
 * The records of a Kinesis event in their order, data decoded.
 *
 * @throws {InvalidError} `NotAKinesisEvent`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export function readKinesisEvent(event: unknown): readonly StreamRecord[] {
  return parseOrThrow(KinesisEvent, event, "NotAKinesisEvent").Records.map(toRecord);
}
