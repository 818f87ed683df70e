import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { required } from "../../dynamodb/constraints.ts";
import type { Engine } from "../../dynamodb/engine.ts";
import { validationError } from "../../dynamodb/errors.ts";
import { decodeItem } from "../../dynamodb/item-codec.ts";
import type { SequencedChange, StreamRecord } from "../../dynamodb/stream-store.ts";
import { findShard, findStream } from "../find-stream.ts";
import { formatIterator, parseIterator } from "../shard-iterator.ts";
import { formatSequence } from "../sequence-number.ts";
import type { StreamsOperation } from "./operation.ts";

const MAX_RECORDS = 1000;
const MAX_BYTES = 1024 * 1024;
const MS_PER_SECOND = 1000;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
export const getRecords: StreamsOperation<"GetRecords"> = (input, { state: engine }) => {
  const limit = input.Limit ?? MAX_RECORDS;
  if (limit < 1 || limit > MAX_RECORDS) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${limit < 1 ? "greater than or equal to 1" : "less than or equal to 1000"}`,
    );
  }
  const now = engine.clock.now();
  const iterator = parseIterator(required(input.ShardIterator, "ShardIterator"), now);
  const stream = findStream(engine, iterator.streamArn);
  const shard = findShard(stream, iterator.shardId);
  const changes = upToOneMegabyte(engine.streams.read(shard, iterator.sequence, limit));
  const last = changes.at(-1);
  const sequence = last === undefined ? iterator.sequence : last.sequence + 1;
  const ended = sequence > lastOf(engine, stream, iterator.shardId);
  return {
    Records: changes.map((change) => toRecord(engine, stream, change)),
    ...(!ended && { NextShardIterator: formatIterator({ ...shard, sequence, issuedAt: now }) }),
  };
};

/** The last sequence number that a shard can have: an open one goes on without end. */
function lastOf(engine: Engine, stream: StreamRecord, shardId: string): number {
  if (stream.closedAt === undefined) return Number.POSITIVE_INFINITY;
  return engine.streams.lastSequenceOf({ streamArn: stream.arn, shardId }) ?? 0;
}

function upToOneMegabyte(changes: readonly SequencedChange[]): SequencedChange[] {
  let bytes = 0;
  const end = changes.findIndex(({ sizeBytes }, index) => {
    bytes += sizeBytes;
    return bytes > MAX_BYTES && index > 0;
  });
  return end === -1 ? [...changes] : changes.slice(0, end);
}

function toRecord(engine: Engine, stream: StreamRecord, change: SequencedChange): _Record {
  const { newImage, oldImage, createdAt } = change;
  return {
    eventID: change.eventId,
    eventName: change.eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: engine.region,
    dynamodb: {
      ApproximateCreationDateTime: new Date(createdAt - (createdAt % MS_PER_SECOND)),
      Keys: decodeItem(change.keys),
      ...(newImage !== undefined && { NewImage: decodeItem(newImage) }),
      ...(oldImage !== undefined && { OldImage: decodeItem(oldImage) }),
      SequenceNumber: formatSequence(change.sequence),
      SizeBytes: change.sizeBytes,
      StreamViewType: stream.view,
    },
    ...(change.expired === true && {
      userIdentity: { PrincipalId: "dynamodb.amazonaws.com", Type: "Service" },
    }),
  };
}
