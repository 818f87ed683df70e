import type { ListShardsInput } from "@aws-sdk/client-kinesis";
import * as z from "zod";
import { checkConstraints } from "../constraints.ts";
import { describeShard } from "../describe.ts";
import { invalidArgument } from "../errors.ts";
import { findStream, isOtherStream, liveShards, streamNotFound } from "../find-stream.ts";
import type { KinesisState } from "../kinesis-state.ts";
import { formatNextToken, parseNextToken } from "../next-token.ts";
import { filterShards } from "../shard-filter.ts";
import { shardId } from "../stream.ts";
import type { KinesisOperation } from "./operation.ts";

const MAX_RESULTS = 1000;

/** Where the next page begins, and of what. */
const Page = z.strictObject({
  arn: z.string(),
  after: z.string(),
  /** Shards that the filter of the first request lets through; their ids. */
  only: z.array(z.int()).exactOptional(),
});
type Page = z.infer<typeof Page>;

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html */
export const listShards: KinesisOperation<"ListShards"> = (input, { state }) => {
  checkConstraints(input);
  const page = pageOf(state, input);
  const { stream } = findStream(state, { StreamARN: page.arn });
  const { only } = page;
  const shards = liveShards(state, stream).filter(
    ({ index }) => shardId(index) > page.after && (only === undefined || only.includes(index)),
  );
  const shown = shards.slice(0, Math.min(input.MaxResults ?? MAX_RESULTS, MAX_RESULTS));
  const last = shown.length < shards.length ? shown.at(-1) : undefined;
  return {
    Shards: shown.map(describeShard),
    ...(last !== undefined && {
      NextToken: formatNextToken({ ...page, after: shardId(last.index) }, state.clock.now()),
    }),
  };
};

function pageOf(state: KinesisState, input: ListShardsInput): Page {
  const { NextToken } = input;
  if (NextToken === undefined) return firstPage(state, input);
  if (input.StreamName !== undefined) {
    throw invalidArgument("NextToken and StreamName cannot be provided together.");
  }
  if (input.ExclusiveStartShardId !== undefined || input.StreamCreationTimestamp !== undefined) {
    throw invalidArgument(
      "NextToken cannot be provided together with ExclusiveStartShardId or StreamCreationTimestamp.",
    );
  }
  return parseNextToken(NextToken, Page, state.clock.now());
}

function firstPage(state: KinesisState, input: ListShardsInput): Page {
  if (input.StreamName === undefined && input.StreamARN === undefined) {
    throw invalidArgument("Either NextToken or StreamName should be provided.");
  }
  const { stream } = findStream(state, input);
  if (isOtherStream(stream, input.StreamCreationTimestamp)) {
    throw streamNotFound(state, stream.name);
  }
  const { ShardFilter: filter, ExclusiveStartShardId } = input;
  const first = { arn: stream.arn, after: ExclusiveStartShardId ?? "" };
  if (filter === undefined) return first;
  const passing = filterShards(stream, filter, state.clock.now());
  return { ...first, only: passing.map(({ index }) => index) };
}
