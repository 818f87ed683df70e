import type * as Kinesis from "@aws-sdk/client-kinesis";
import type { HashRange } from "./hash-ranges.ts";
import { formatSequence } from "./sequence-number.ts";
import { isOpen, shardId, type Shard, type Stream } from "./stream.ts";

/** A shard as the API shows it. */
export function describeShard(shard: Shard): Kinesis.Shard {
  const [parent, adjacent] = shard.parents;
  return {
    ShardId: shardId(shard.index),
    ...(parent !== undefined && { ParentShardId: shardId(parent) }),
    ...(adjacent !== undefined && { AdjacentParentShardId: shardId(adjacent) }),
    HashKeyRange: describeRange(shard.range),
    SequenceNumberRange: {
      StartingSequenceNumber: formatSequence(shard, 0),
      ...(!isOpen(shard) && { EndingSequenceNumber: formatSequence(shard, "end") }),
    },
  };
}

export function describeRange({ start, end }: HashRange): Kinesis.HashKeyRange {
  return { StartingHashKey: String(start), EndingHashKey: String(end) };
}

/** What every description of a stream says. */
export function describeStreamBasics(
  stream: Stream,
): Omit<Kinesis.StreamDescription, "Shards" | "HasMoreShards"> {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: stream.mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: new Date(stream.createdAt),
    EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.shardLevelMetrics] }],
    ...encryptionOf(stream),
    ...(stream.keyId !== undefined && { KeyId: stream.keyId }),
  };
}

/** How the records that come now are kept. */
export function encryptionOf({ keyId }: Stream): { EncryptionType: Kinesis.EncryptionType } {
  return { EncryptionType: keyId === undefined ? "NONE" : "KMS" };
}
