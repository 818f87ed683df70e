import type { MiddlewareObj } from "@middy/core";
import * as z from "zod/mini";
import { AppError } from "./errors.ts";
import { logger } from "./logger.ts";
import { parseOrThrow } from "./parse.ts";

const NEWLINE = 0x0a;
const MAX_ANSWER_BYTES = 6_291_456; // 6 MiB of a synchronous answer; Lambda quotas
const MARGIN_BYTES = 65_536; // the braces around the records, and then some
const ENTRY_BYTES = 64; // of an entry's own names, quotes and commas
const KEY_BYTES = 40; // of the names and quotes around a partition key, the first one's object included
const MAX_BYTES_PER_UNIT = 6; // of a character in JSON, when it has to be escaped

const FirehoseEvent = z.object({
  invocationId: z.string(),
  deliveryStreamArn: z.string(),
  records: z.array(
    z.object({
      recordId: z.string().check(z.minLength(1)),
      approximateArrivalTimestamp: z.number(),
      data: z.string(),
    }),
  ),
});

/** A record that Firehose hands over to be transformed. */
export interface DeliveryRecord {
  readonly recordId: string;
  /** Milliseconds since the Unix epoch. */
  readonly arrivedAtMs: number;
  readonly data: Buffer;
}

/** What becomes of a record. */
export type Transformed =
  | {
      readonly result: "Ok";
      /** Ends with a newline when it is delivered, whether it has one here or not. */
      readonly data: string | Uint8Array;
      /** Values for `!{partitionKeyFromLambda:name}` in the stream's prefix. */
      readonly partitionKeys?: Readonly<Record<string, string>>;
    }
  | { readonly result: "Dropped" }
  | { readonly result: "ProcessingFailed" };

/** One record of the answer, as Firehose reads it. */
export interface TransformedRecord {
  readonly recordId: string;
  readonly result: Transformed["result"];
  /** Base64; left out for what failed, whose own bytes Firehose keeps. */
  readonly data?: string;
  readonly metadata?: { readonly partitionKeys: Readonly<Record<string, string>> };
}

/** What the handler of a transformer gets. */
export interface DeliveryBatch {
  /** In the order in which they came. */
  readonly records: readonly DeliveryRecord[];
}

/**
 * Reads the event of a transformer.
 *
 * @throws {InvalidError} `NotAFirehoseEvent`.
 */
export function readFirehoseEvent(event: unknown): readonly DeliveryRecord[] {
  const { records } = parseOrThrow(FirehoseEvent, event, "NotAFirehoseEvent");
  return records.map(({ recordId, approximateArrivalTimestamp, data }) => ({
    recordId,
    arrivedAtMs: approximateArrivalTimestamp,
    data: Buffer.from(data, "base64"),
  }));
}

/** A record whose transformation throws has failed alone: Firehose stores its bytes below the error prefix. */
export function transformEach(
  records: readonly DeliveryRecord[],
  transform: (record: DeliveryRecord) => Transformed,
): readonly Transformed[] {
  return records.map((record) => {
    try {
      return transform(record);
    } catch (error) {
      const { recordId } = record;
      const known = error instanceof AppError ? { code: error.code } : { error };
      logger.error("record not transformed", { recordId, ...known });
      return { result: "ProcessingFailed" };
    }
  });
}

const FAILED: Transformed = { result: "ProcessingFailed" };

/** Base64 of a line: with a newline at its end, and only one more if there is none. */
function lineInBase64(data: string | Uint8Array): string {
  if (typeof data === "string") {
    return Buffer.from(data.endsWith("\n") ? data : `${data}\n`).toString("base64");
  }
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const line = bytes.at(-1) === NEWLINE ? bytes : Buffer.concat([bytes, Buffer.of(NEWLINE)]);
  return line.toString("base64");
}

function entryOf(recordId: string, transformed: Transformed): TransformedRecord {
  if (transformed.result !== "Ok") return { recordId, result: transformed.result };
  const { data, partitionKeys } = transformed;
  const entry = { recordId, result: "Ok", data: lineInBase64(data) } as const;
  return partitionKeys === undefined ? entry : { ...entry, metadata: { partitionKeys } };
}

/** What an entry takes of the answer beside its id, its result and the punctuation. */
function payloadBytes({ data = "", metadata }: TransformedRecord): number {
  let size = data.length;
  for (const [name, value] of Object.entries(metadata?.partitionKeys ?? {})) {
    size += KEY_BYTES + MAX_BYTES_PER_UNIT * (name.length + value.length);
  }
  return size;
}

/**
 * The answer of a transformer: an entry for every record, in their order. What would make it longer than a
 * function may answer has failed: Firehose keeps those records' own bytes below the error prefix.
 *
 * @throws {Error} there is not exactly one result for each record.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export function firehoseAnswer(
  records: readonly DeliveryRecord[],
  results: readonly Transformed[],
): { readonly records: readonly TransformedRecord[] } {
  if (results.length !== records.length) {
    throw new Error(`${results.length} results for ${records.length} records`);
  }
  let leftBytes = MAX_ANSWER_BYTES - MARGIN_BYTES;
  for (const { recordId } of records) leftBytes -= ENTRY_BYTES + Buffer.byteLength(recordId);
  const answered = records.map(({ recordId }, at) => {
    const entry = entryOf(recordId, results[at] ?? FAILED);
    const size = payloadBytes(entry);
    if (size > leftBytes) {
      logger.error("no room in the answer", { recordId, sizeBytes: size });
      return entryOf(recordId, FAILED);
    }
    leftBytes -= size;
    return entry;
  });
  return { records: answered };
}

const batches = new WeakMap<object, readonly DeliveryRecord[]>();

/**
 * Replaces the event of a delivery stream's transformer by its {@link DeliveryBatch}, and the handler's
 * {@link Transformed}s, one for each record, by the answer that Firehose reads.
 *
 * Throws `NotAFirehoseEvent`.
 */
export function firehoseRecords(): MiddlewareObj<DeliveryBatch, unknown> {
  return {
    before: (request) => {
      const records = readFirehoseEvent(request.event);
      batches.set(request, records);
      request.event = { records };
    },
    after: (request) => {
      // oxlint-disable-next-line typescript/consistent-type-assertions -- the handler's own type; what it lacks is found below
      const results = request.response as readonly Transformed[];
      request.response = firehoseAnswer(batches.get(request) ?? [], results);
    },
  };
}
