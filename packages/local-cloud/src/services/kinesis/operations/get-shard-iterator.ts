import type { GetShardIteratorInput } from "@aws-sdk/client-kinesis";
import { required } from "../constraints.ts";
import { invalidArgument } from "../errors.ts";
import { findShard, findStream } from "../find-stream.ts";
import type { KinesisState } from "../kinesis-state.ts";
import { formatSequence, parseSequence } from "../sequence-number.ts";
import { formatIterator } from "../shard-iterator.ts";
import { shardId, type Shard, type Stream } from "../stream.ts";
import type { KinesisOperation } from "./operation.ts";
import { dryRun } from "./put-records.ts";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
export const getShardIterator: KinesisOperation<"GetShardIterator"> = (input, { state }) => {
  const { stream } = findStream(state, input);
  const shard = findShard(state, stream, required(input.ShardId, "ShardId"));
  const position = startOf(state, { stream, shard }, input);
  if (input.DryRun === true) throw dryRun();
  return {
    ShardIterator: formatIterator({
      arn: stream.arn,
      stream: stream.number,
      shard: shard.index,
      position,
      issuedAt: state.clock.now(),
    }),
  };
};

interface Place {
  readonly stream: Stream;
  readonly shard: Shard;
}

function startOf(state: KinesisState, place: Place, input: GetShardIteratorInput): number {
  const key = { stream: place.stream.number, shard: place.shard.index };
  const type = required(input.ShardIteratorType, "ShardIteratorType");
  checkStartingNumber(type, input.StartingSequenceNumber);
  switch (type) {
    case "TRIM_HORIZON":
      return 0; // what has been trimmed is skipped when it is read
    case "LATEST":
      return state.records.next(key);
    case "AT_TIMESTAMP":
      return state.records.firstSince(key, timestamp(state, input.Timestamp));
    case "AT_SEQUENCE_NUMBER":
      return positionOf(state, place, input.StartingSequenceNumber);
    case "AFTER_SEQUENCE_NUMBER":
      return positionOf(state, place, input.StartingSequenceNumber) + 1;
  }
}

const BY_NUMBER: ReadonlySet<string> = new Set(["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]);

function checkStartingNumber(type: string, given: string | undefined): void {
  if (BY_NUMBER.has(type) === (given !== undefined)) return;
  throw invalidArgument(
    "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and " +
      "StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. " +
      `Request specified ${type} and ${given === undefined ? "no" : "also a"} StartingSequenceNumber.`,
  );
}

function timestamp({ clock }: KinesisState, given: Date | undefined): number {
  if (given === undefined) {
    throw invalidArgument("Must specify Timestamp parameter for iterator of type AT_TIMESTAMP.");
  }
  const now = clock.now();
  if (given.getTime() <= now) return given.getTime();
  throw invalidArgument(
    `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${given.getTime()}, currentTimestampInMillis: ${now}`,
  );
}

function positionOf(state: KinesisState, { stream, shard }: Place, text = ""): number {
  const sequence = parseSequence(text);
  const where = `StartingSequenceNumber ${text} used in GetShardIterator on shard ${shardId(shard.index)} in stream ${stream.name} under account ${state.accountId}`;
  if (sequence === undefined) throw invalidArgument(`${where} is invalid.`);
  if (sequence.shardIndex !== shard.index) {
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardId(sequence.shardIndex)}, while it was used in a call to a shard with ${shardId(shard.index)}`,
    );
  }
  if (sequence.epoch !== shard.epoch) {
    throw invalidArgument(`${where} is invalid because it did not come from this stream.`);
  }
  return text === formatSequence(shard, "end")
    ? state.records.next({ stream: stream.number, shard: shard.index })
    : sequence.position;
}
