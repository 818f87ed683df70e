import { describeShard, describeStreamBasics } from "../describe.ts";
import { findStream, liveShards } from "../find-stream.ts";
import { shardId } from "../stream.ts";
import type { KinesisOperation } from "./operation.ts";

const PAGE = 100; // shards, unless asked for more or fewer

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html */
export const describeStream: KinesisOperation<"DescribeStream"> = (input, { state }) => {
  const { stream } = findStream(state, input);
  const after = input.ExclusiveStartShardId ?? "";
  const shards = liveShards(state, stream).filter(({ index }) => shardId(index) > after);
  const page = shards.slice(0, input.Limit ?? PAGE);
  return {
    StreamDescription: {
      ...describeStreamBasics(stream),
      Shards: page.map(describeShard),
      HasMoreShards: page.length < shards.length,
    },
  };
};
