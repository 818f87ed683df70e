import { createHash } from "node:crypto";
import { InvalidError } from "./errors.ts";
import type { StreamRecord } from "./kinesis-event.ts";
import { fieldsOf, WireError, type WireField } from "./protobuf-wire.ts";

/** A record as the producer's application put it, be it in an aggregate or on its own. */
export interface UserRecord extends StreamRecord {
  /** Its place in the aggregate; 0 for a record on its own. Unique together with the sequence number. */
  readonly subSequenceNumber: number;
  /** A decimal number that chose the shard in place of the partition key. */
  readonly explicitHashKey?: string;
}

/** An aggregate that cannot be read, and why. */
export interface BrokenAggregate {
  readonly record: StreamRecord;
  /** `BrokenAggregate`. */
  readonly error: InvalidError;
}

// The format of the Kinesis Producer Library:
// https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const DIGEST_BYTES = 16; // MD5 of the message, at the end

const PARTITION_KEYS = 1;
const HASH_KEYS = 2;
const RECORDS = 3;
const RECORD = { partitionKeyIndex: 1, hashKeyIndex: 2, data: 3 } as const;

/** Whether a record begins as an aggregate of the Kinesis Producer Library does. */
export function isAggregated({ data }: StreamRecord): boolean {
  return data.length >= MAGIC.length && MAGIC.equals(data.subarray(0, MAGIC.length));
}

function broken(reason: string, cause?: unknown): InvalidError {
  return new InvalidError("BrokenAggregate", `an aggregated record ${reason}`, { cause });
}

function bytesOf({ value }: WireField): Uint8Array {
  if (typeof value === "bigint") throw broken("has a number in place of bytes");
  return value;
}

function textOf(field: WireField): string {
  return Buffer.from(bytesOf(field)).toString();
}

interface Tables {
  readonly partitionKeys: readonly string[];
  readonly hashKeys: readonly string[];
}

function entryOf(table: readonly string[], field: WireField | undefined): string | undefined {
  if (field === undefined) return undefined;
  const { value } = field;
  const entry =
    typeof value === "bigint" && value < table.length ? table[Number(value)] : undefined;
  if (entry === undefined) throw broken("refers to a key that its table does not have");
  return entry;
}

function readUserRecord(message: Uint8Array, tables: Tables) {
  // Of a field that is there twice the last one counts, as in any protobuf.
  const fields = new Map([...fieldsOf(message)].map((field) => [field.number, field]));
  const partitionKey = entryOf(tables.partitionKeys, fields.get(RECORD.partitionKeyIndex));
  const explicitHashKey = entryOf(tables.hashKeys, fields.get(RECORD.hashKeyIndex));
  const data = fields.get(RECORD.data);
  if (partitionKey === undefined || data === undefined) throw broken("lacks a key or its data");
  return {
    partitionKey,
    data: bytesOf(data),
    ...(explicitHashKey !== undefined && { explicitHashKey }),
  };
}

function readAggregate(record: StreamRecord): UserRecord[] {
  const end = record.data.length - DIGEST_BYTES;
  const message = record.data.subarray(MAGIC.length, Math.max(end, MAGIC.length));
  const digest = createHash("md5").update(message).digest();
  if (end < MAGIC.length || !digest.equals(record.data.subarray(end))) {
    throw broken("does not have the MD5 that it ends with");
  }
  const fields = [...fieldsOf(message)];
  const tableOf = (number: number): string[] =>
    fields.filter((field) => field.number === number).map(textOf);
  const tables = { partitionKeys: tableOf(PARTITION_KEYS), hashKeys: tableOf(HASH_KEYS) };
  return fields
    .filter(({ number }) => number === RECORDS)
    .map((field, subSequenceNumber) => {
      return { ...record, ...readUserRecord(bytesOf(field), tables), subSequenceNumber };
    });
}

/**
 * The user records in a record: of an aggregate all that it holds, of any other just itself. They share its
 * sequence number, so an aggregate comes again as a whole.
 *
 * The Kinesis Client Library hands an aggregate with a wrong MD5 to the application as if it were plain
 * data. Here it is an error, because nothing that we can read begins with those four bytes.
 *
 * @throws {InvalidError} `BrokenAggregate`.
 */
export function deaggregate(record: StreamRecord): readonly UserRecord[] {
  if (!isAggregated(record)) return [{ ...record, subSequenceNumber: 0 }];
  try {
    return readAggregate(record);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw broken(error.message, error);
  }
}

/** {@link deaggregate} for a batch: what can be read, in its order, and beside it what cannot. */
export function splitAggregates(records: readonly StreamRecord[]): {
  readonly records: readonly UserRecord[];
  readonly broken: readonly BrokenAggregate[];
} {
  const readable: UserRecord[] = [];
  const unreadable: BrokenAggregate[] = [];
  for (const record of records) {
    try {
      for (const userRecord of deaggregate(record)) readable.push(userRecord);
    } catch (error) {
      if (!(error instanceof InvalidError)) throw error;
      unreadable.push({ record, error });
    }
  }
  return { records: readable, broken: unreadable };
}
