import { required } from "../constraints.ts";
import { invalidArgument, limitExceeded, validationError } from "../errors.ts";
import { findShard, findStream, type StreamReference } from "../find-stream.ts";
import type { KinesisState } from "../kinesis-state.ts";
import { checkShardQuota, SHARD_LIMIT } from "../quotas.ts";
import { areAdjacent, mergeShards, scaleShards, splitShard, type Shards } from "../reshard.ts";
import { isOpen, shardId, type Shard, type Stream } from "../stream.ts";
import type { KinesisOperation } from "./operation.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_SCALINGS = 10; // UpdateShardCount per stream and day

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html */
export const splitShardOperation: KinesisOperation<"SplitShard"> = (input, { state }) => {
  const stream = provisioned(state, input);
  const shard = openShard(state, stream, required(input.ShardToSplit, "ShardToSplit"));
  checkShardQuota(state, 1);
  const at = BigInt(required(input.NewStartingHashKey, "NewStartingHashKey"));
  const { start, end } = shard.range;
  if (at <= start + 1n || at >= end) {
    throw invalidArgument(
      `NewStartingHashKey ${at} used in SplitShard() on shard ${shardId(shard.index)} in stream ` +
        `${stream.name} under account ${state.accountId} is not both greater than one plus the ` +
        `shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
    );
  }
  save(state, stream, splitShard(stream, shard, { at, nowMs: state.clock.now() }));
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_MergeShards.html */
export const mergeShardsOperation: KinesisOperation<"MergeShards"> = (input, { state }) => {
  const stream = provisioned(state, input);
  const one = openShard(state, stream, required(input.ShardToMerge, "ShardToMerge"));
  const adjacentId = required(input.AdjacentShardToMerge, "AdjacentShardToMerge");
  const other = openShard(state, stream, adjacentId);
  if (!areAdjacent(one.range, other.range) && !areAdjacent(other.range, one.range)) {
    throw invalidArgument(
      `Shards ${shardId(one.index)} and ${shardId(other.index)} in stream ${stream.name} under ` +
        `account ${state.accountId} are not an adjacent pair of shards eligible for merging`,
    );
  }
  save(state, stream, mergeShards(stream, [one, other], state.clock.now()));
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html */
export const updateShardCount: KinesisOperation<"UpdateShardCount"> = (input, { state }) => {
  const stream = provisioned(state, input);
  const target = required(input.TargetShardCount, "TargetShardCount");
  const current = stream.shards.filter(isOpen).length;
  checkTarget(target, current);
  checkShardQuota(state, target - current);
  const now = state.clock.now();
  const scaledAt = stream.scaledAt.filter((at) => at > now - DAY_MS);
  if (scaledAt.length >= MAX_SCALINGS) {
    throw limitExceeded(
      `UpdateShardCount cannot be called more than ${MAX_SCALINGS} times per rolling 24-hour period for stream ${stream.name} under account ${state.accountId}.`,
    );
  }
  if (target !== current) {
    const shards = scaleShards(stream, target, now);
    save(state, { ...stream, scaledAt: [...scaledAt, now] }, shards);
  }
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    CurrentShardCount: current,
    TargetShardCount: target,
  };
};

function checkTarget(target: number, current: number): void {
  const counts = `Current open shard count: ${current}, Target shard count: ${target}`;
  if (target > SHARD_LIMIT) {
    throw limitExceeded(
      `Target shard count or number of open shards cannot be greater than ${SHARD_LIMIT}. ${counts}`,
    );
  }
  if (target > current * 2) {
    throw limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    );
  }
  if (target < current / 2) {
    throw limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    );
  }
}

/** The shards of a stream on demand are the service's own business. */
function provisioned(state: KinesisState, input: StreamReference): Stream {
  const { stream } = findStream(state, input);
  if (stream.mode === "PROVISIONED") return stream;
  throw validationError(
    `Stream ${stream.name} under account ${state.accountId} is in ON_DEMAND mode: this API is only supported for data streams with the provisioned capacity mode`,
  );
}

function openShard(state: KinesisState, stream: Stream, id: string): Shard {
  const shard = findShard(state, stream, id);
  if (isOpen(shard)) return shard;
  throw invalidArgument(
    `Shard ${id} in stream ${stream.name} under account ${state.accountId} has already been merged or split, and thus is not eligible for merging or splitting.`,
  );
}

/** Whoever reads a shard that has ended wants to know. */
function save(state: KinesisState, stream: Stream, shards: Shards): void {
  state.streams.save({ ...stream, ...shards });
  state.arrivals.announce(stream.arn);
}
