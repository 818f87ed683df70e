import type { _Record, ChildShard } from "@aws-sdk/client-kinesis";
import { AwsError } from "../../../errors.ts";
import { checkConstraints, required } from "../constraints.ts";
import { describeRange } from "../describe.ts";
import { resourceNotFound } from "../errors.ts";
import { liveShards } from "../find-stream.ts";
import type { KinesisState } from "../kinesis-state.ts";
import { rateExceeded } from "../put.ts";
import type { StoredRecord } from "../record-store.ts";
import { formatSequence } from "../sequence-number.ts";
import { formatIterator, parseIterator, type ShardIterator } from "../shard-iterator.ts";
import { isOpen, shardId, trimHorizon, type Shard, type Stream } from "../stream.ts";
import type { KinesisOperation } from "./operation.ts";
import { dryRun } from "./put-records.ts";

const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1024 * 1024;

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
export const getRecords: KinesisOperation<"GetRecords"> = (input, { state, http }) => {
  checkConstraints(input);
  const now = state.clock.now();
  const iterator = parseIterator(required(input.ShardIterator, "ShardIterator"), now);
  const { stream, shard } = placeOf(state, iterator);
  if (input.DryRun === true) throw dryRun();
  const limitKey = `${stream.number}/${shard.index}`;
  if (!state.reads.take(limitKey, { nowMs: now, inside: http === undefined })) {
    const { errorCode, errorMessage } = rateExceeded(state, stream, shard.index);
    throw new AwsError(errorCode, errorMessage);
  }

  const key = { stream: stream.number, shard: shard.index };
  state.records.trim(key, trimHorizon(stream, now));
  const page = readPage(state.records.read(key, iterator.position), input.Limit ?? MAX_RECORDS);
  const { records, bytes } = page;
  state.reads.gave(limitKey, bytes, now);
  const last = records.at(-1);
  const position = last === undefined ? iterator.position : last.position + 1;
  const next = state.records.next(key);
  const ended = !isOpen(shard) && position >= next;
  return {
    Records: records.map((record) => toRecord(shard, record)),
    MillisBehindLatest:
      last === undefined || position >= next ? 0 : Math.max(now - last.arrivedAt, 0),
    ...(ended
      ? { ChildShards: childrenOf(stream, shard) }
      : { NextShardIterator: formatIterator({ ...iterator, position, issuedAt: now }) }),
  };
};

function placeOf(state: KinesisState, iterator: ShardIterator): { stream: Stream; shard: Shard } {
  const name = iterator.arn.slice(iterator.arn.indexOf("/") + 1);
  const stream = state.streams.find(name)?.stream;
  const shard =
    stream?.number === iterator.stream
      ? liveShards(state, stream).find(({ index }) => index === iterator.shard)
      : undefined;
  if (stream !== undefined && shard !== undefined) return { stream, shard };
  throw resourceNotFound(
    `Shard ${shardId(iterator.shard)} in stream ${name} under account ${state.accountId} does not exist`,
  );
}

/** As many records as were asked for and fit into one answer. */
function readPage(
  found: Iterable<StoredRecord>,
  limit: number,
): { records: StoredRecord[]; bytes: number } {
  const records: StoredRecord[] = [];
  let bytes = 0;
  for (const record of found) {
    const size = record.data.byteLength + Buffer.byteLength(record.partitionKey);
    if (records.length > 0 && bytes + size > MAX_BYTES) break;
    records.push(record);
    bytes += size;
    if (records.length >= limit) break;
  }
  return { records, bytes };
}

function toRecord(shard: Shard, record: StoredRecord): _Record {
  return {
    SequenceNumber: formatSequence(shard, record.position),
    ApproximateArrivalTimestamp: new Date(record.arrivedAt),
    Data: record.data,
    PartitionKey: record.partitionKey,
    ...(record.encrypted && { EncryptionType: "KMS" }),
  };
}

/** Where reading goes on once a shard has ended. */
function childrenOf({ shards }: Stream, { index }: Shard): ChildShard[] {
  const children = shards.filter(({ parents }) => parents.includes(index));
  return children.map((child) => ({
    ShardId: shardId(child.index),
    ParentShards: child.parents.map(shardId),
    HashKeyRange: describeRange(child.range),
  }));
}
