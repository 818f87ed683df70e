import type { GetShardIteratorCommandInput } from "@aws-sdk/client-dynamodb-streams";
import { AwsError } from "../../../errors.ts";
import { required } from "../../dynamodb/constraints.ts";
import type { Engine } from "../../dynamodb/engine.ts";
import { validationError } from "../../dynamodb/errors.ts";
import type { Shard, StreamRecord } from "../../dynamodb/stream-store.ts";
import { findShard, findStream, mayBeTrimmed } from "../find-stream.ts";
import { formatIterator } from "../shard-iterator.ts";
import { parseSequence } from "../sequence-number.ts";
import type { StreamsOperation } from "./operation.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
export const getShardIterator: StreamsOperation<"GetShardIterator"> = (
  input,
  { state: engine },
) => {
  const stream = findStream(engine, required(input.StreamArn, "StreamArn"));
  const shard = findShard(stream, required(input.ShardId, "ShardId"));
  const sequence = startOf(engine, { stream, shard }, input);
  const issuedAt = engine.clock.now();
  return { ShardIterator: formatIterator({ ...shard, sequence, issuedAt }) };
};

function startOf(
  engine: Engine,
  { stream, shard }: { stream: StreamRecord; shard: Shard },
  input: GetShardIteratorCommandInput,
): number {
  const type = required(input.ShardIteratorType, "ShardIteratorType");
  switch (type) {
    case "TRIM_HORIZON":
      return engine.streams.firstSequence(shard) ?? stream.startSequence;
    case "LATEST":
      return (stream.endSequence ?? engine.streams.lastSequence()) + 1;
    case "AT_SEQUENCE_NUMBER":
    case "AFTER_SEQUENCE_NUMBER": {
      const sequence = parseSequence(required(input.SequenceNumber, "SequenceNumber"));
      checkSequence(engine, { stream, shard }, sequence);
      return type === "AT_SEQUENCE_NUMBER" ? sequence : sequence + 1;
    }
    default:
      throw validationError(
        `1 validation error detected: Value '${String(type)}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
      );
  }
}

function checkSequence(
  engine: Engine,
  { stream, shard }: { stream: StreamRecord; shard: Shard },
  sequence: number,
): void {
  const last = engine.streams.lastSequence();
  if (sequence < stream.startSequence || sequence > last) {
    throw validationError(
      `Invalid SequenceNumber: it is not in the range of the shard ${shard.shardId}`,
    );
  }
  const first = engine.streams.firstSequence(shard) ?? last + 1;
  if (sequence < first && mayBeTrimmed(engine, stream)) {
    throw new AwsError(
      "TrimmedDataAccessException",
      "The operation attempted to read past the oldest stream record in a shard.",
    );
  }
}
