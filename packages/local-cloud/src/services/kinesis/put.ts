import type { CallContext } from "../../service.ts";
import { checkConstraints, faultText } from "./constraints.ts";
import { invalidArgument, validationError } from "./errors.ts";
import { hashKeyOf, hexOf, MAX_HASH_KEY } from "./hash-ranges.ts";
import type { KinesisState } from "./kinesis-state.ts";
import { formatSequence } from "./sequence-number.ts";
import { shardId, type Stream } from "./stream.ts";
import type { OpenStream } from "./stream-store.ts";

/** A record as a producer gives it. */
export interface Entry {
  readonly Data?: Uint8Array | undefined;
  readonly PartitionKey?: string | undefined;
  readonly ExplicitHashKey?: string | undefined;
}

/** A record whose members are in order. */
export interface CheckedEntry {
  readonly data: Uint8Array;
  readonly partitionKey: string;
  /** 32 hexadecimal digits. */
  readonly hashKey: string;
  /** Of the data and the partition key. */
  readonly sizeBytes: number;
}

/** What became of a record. */
export type Written =
  | { readonly shardId: string; readonly sequenceNumber: string }
  | { readonly errorCode: string; readonly errorMessage: string };

const KIB = 1024;
const INTERNAL_FAILURE = {
  errorCode: "InternalFailure",
  errorMessage: "Internal Service Failure",
};

/**
 * Checks one record.
 *
 * @param path Where it is in the request: `records.3.member.`, or nothing.
 * @throws {AwsError} ValidationException: a member breaks a rule, or the record is too large;
 *   InvalidArgumentException: a hash key out of range.
 */
export function checkEntry(entry: Entry, stream: Stream, path = ""): CheckedEntry {
  const { Data, PartitionKey, ExplicitHashKey } = entry;
  if (Data === undefined || PartitionKey === undefined) {
    const member = Data === undefined ? "data" : "partitionKey";
    throw validationError(faultText(`${path}${member}`, undefined, "Member must not be null"));
  }
  checkConstraints({ PartitionKey, ExplicitHashKey }, path);
  const sizeBytes = Data.byteLength + Buffer.byteLength(PartitionKey);
  if (sizeBytes > stream.maxRecordKib * KIB) {
    throw validationError(
      `Value 'java.nio.HeapByteBuffer[pos=0 lim=${Data.byteLength} cap=${Data.byteLength}]' at ` +
        `'${path}data' failed to satisfy constraint: Member must have length less than or equal ` +
        `to ${stream.maxRecordKib * KIB}`,
    );
  }
  const hashKey =
    ExplicitHashKey === undefined ? hashKeyOf(PartitionKey) : explicitHashKey(ExplicitHashKey);
  return { data: Data, partitionKey: PartitionKey, hashKey, sizeBytes };
}

function explicitHashKey(text: string): string {
  const value = BigInt(text);
  if (value <= MAX_HASH_KEY) return hexOf(value);
  throw invalidArgument(
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${text}`,
  );
}

/**
 * Writes records in one transaction, each to its shard, except those that a shard has no room for and
 * those that chaos strikes.
 */
export function writeEntries(
  { state, cloud }: Pick<CallContext<KinesisState>, "state" | "cloud">,
  { stream, route }: OpenStream,
  entries: readonly CheckedEntry[],
): Written[] {
  const now = state.clock.now();
  const encrypted = stream.keyId !== undefined;
  const written = state.records.append(stream.number, (appender) =>
    entries.map(({ data, partitionKey, hashKey, sizeBytes }): Written => {
      const shard = route(hashKey);
      const struck = cloud.chaos.strike("kinesis", "write");
      if (struck.some(({ fault }) => fault === "error")) return INTERNAL_FAILURE;
      const limitKey = `${stream.number}/${shard.index}`;
      const isThrottled = struck.some(({ fault }) => fault === "throttle");
      if (isThrottled || !state.writes.take(limitKey, sizeBytes, now)) {
        return rateExceeded(state, stream, shard.index);
      }
      const record = { arrivedAt: now, encrypted, partitionKey, data };
      const position = appender.append(shard.index, record);
      return { shardId: shardId(shard.index), sequenceNumber: formatSequence(shard, position) };
    }),
  );
  state.arrivals.announce(stream.arn);
  return written;
}

/** What a shard says that has given or taken all it can in this second. */
export function rateExceeded(
  { accountId }: KinesisState,
  { name }: Stream,
  shard: number,
): { errorCode: string; errorMessage: string } {
  return {
    errorCode: "ProvisionedThroughputExceededException",
    errorMessage: `Rate exceeded for shard ${shardId(shard)} in stream ${name} under account ${accountId}.`,
  };
}
