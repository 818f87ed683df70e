import type { ShardFilter } from "@aws-sdk/client-kinesis";
import { invalidArgument, validationError } from "./errors.ts";
import { isOpen, shardId, trimHorizon, type Shard, type Stream } from "./stream.ts";

/**
 * The shards of a stream that a filter lets through.
 *
 * @throws {AwsError} InvalidArgumentException: the filter lacks what its type needs.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html
 */
export function filterShards(stream: Stream, filter: ShardFilter, nowMs: number): Shard[] {
  return stream.shards.filter(testOf(stream, filter, nowMs));
}

function testOf(
  stream: Stream,
  { Type, ShardId, Timestamp }: ShardFilter,
  nowMs: number,
): (shard: Shard) => boolean {
  const horizon = trimHorizon(stream, nowMs);
  switch (Type) {
    case "AT_LATEST":
      return isOpen;
    case "AT_TRIM_HORIZON":
      return openAt(Math.max(horizon, stream.createdAt));
    case "FROM_TRIM_HORIZON":
      return openSince(horizon);
    case "AT_TIMESTAMP":
      return openAt(timeOf(Timestamp));
    case "FROM_TIMESTAMP":
      return openSince(Math.max(timeOf(Timestamp), horizon));
    case "AFTER_SHARD_ID": {
      if (ShardId === undefined) {
        throw invalidArgument("ShardId must be provided when ShardFilter type is AFTER_SHARD_ID.");
      }
      return ({ index }) => shardId(index) > ShardId;
    }
    case undefined:
    default:
      throw validationError(
        `Value '${String(Type)}' at 'shardFilter.type' failed to satisfy constraint: Member must satisfy enum value set: [AT_TRIM_HORIZON, AT_TIMESTAMP, FROM_TIMESTAMP, AT_LATEST, FROM_TRIM_HORIZON, AFTER_SHARD_ID]`,
      );
  }
}

function openSince(ms: number): (shard: Shard) => boolean {
  return ({ closedAt }) => closedAt === undefined || closedAt >= ms;
}

function openAt(ms: number): (shard: Shard) => boolean {
  const stillOpen = openSince(ms);
  return (shard) => shard.openedAt <= ms && stillOpen(shard);
}

function timeOf(timestamp: Date | undefined): number {
  if (timestamp !== undefined) return timestamp.getTime();
  throw invalidArgument(
    "Timestamp must be provided when ShardFilter type is AT_TIMESTAMP or FROM_TIMESTAMP.",
  );
}
