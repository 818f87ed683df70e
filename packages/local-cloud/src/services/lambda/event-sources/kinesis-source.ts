import type { _Record, Shard } from "@aws-sdk/client-kinesis";
import { AwsError } from "../../../errors.ts";
import { present } from "../../../present.ts";
import { onRecords } from "./arrivals.ts";
import type { MappingRecord } from "./mapping.ts";
import { roleOf, type PollerParts } from "./parts.ts";
import type { Position, ShardSource, SourceRecord, SourceShard } from "./shard-source.ts";

const MAX_RECORDS = 10_000; // per GetRecords

/** A Kinesis data stream, read with shared throughput. */
export function kinesisSource(
  mapping: MappingRecord,
  parts: PollerParts,
  signal: AbortSignal,
): ShardSource {
  const { cloud } = parts;
  const { sourceArn: StreamARN } = mapping;
  const options = () => ({ as: roleOf(mapping, parts), signal });

  const listed = async (): Promise<Shard[]> => {
    const found: Shard[] = [];
    for (let input: { StreamARN?: string; NextToken?: string } = { StreamARN }; ;) {
      const answer = await cloud.call("kinesis", "ListShards", input, options());
      found.push(...(answer.Shards ?? []));
      if (answer.NextToken === undefined) return found;
      input = { NextToken: answer.NextToken };
    }
  };
  const described = async (): Promise<Shard[]> => {
    const found: Shard[] = [];
    for (;;) {
      const input = { StreamARN, ...present({ ExclusiveStartShardId: found.at(-1)?.ShardId }) };
      const { StreamDescription } = await cloud.call("kinesis", "DescribeStream", input, options());
      found.push(...(StreamDescription?.Shards ?? []));
      if (StreamDescription?.HasMoreShards !== true) return found;
    }
  };

  return {
    batchInfo: "KinesisBatchInfo",
    async shards() {
      try {
        return (await listed()).map(toShard);
      } catch (error) {
        // Roles from before ListShards was there may do the same by DescribeStream.
        if (!(error instanceof AwsError) || !isDenied(error)) throw error;
        return (await described()).map(toShard);
      }
    },
    async iterator(ShardId, position) {
      const input = { StreamARN, ShardId, ...iteratorAt(position) };
      const answer = await cloud.call("kinesis", "GetShardIterator", input, options());
      return answer.ShardIterator;
    },
    async read(shardId, ShardIterator, limit) {
      const input = { StreamARN, ShardIterator, Limit: Math.min(limit, MAX_RECORDS) };
      const answer = await cloud.call("kinesis", "GetRecords", input, options());
      const records = answer.Records ?? [];
      const { roleArn } = parts.consumer.role(mapping);
      const origin = { shardId, roleArn, streamArn: StreamARN };
      return {
        records: records.map((record) => toSourceRecord(record, origin)),
        next: answer.NextShardIterator,
      };
    },
    onRecords: (listener) => onRecords(cloud, StreamARN, listener),
  };
}

/** Whether a role was refused. */
export function isDenied({ code }: AwsError): boolean {
  return code.startsWith("AccessDenied");
}

function toShard({ ShardId, ParentShardId, AdjacentParentShardId }: Shard): SourceShard {
  const parents = [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined);
  return { shardId: ShardId ?? "", parents };
}

function iteratorAt(position: Position) {
  if ("after" in position) {
    const after = { StartingSequenceNumber: position.after };
    return { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", ...after } as const;
  }
  if ("fromMs" in position) {
    return { ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(position.fromMs) } as const;
  }
  return { ShardIteratorType: "TRIM_HORIZON" } as const;
}

interface Origin {
  readonly shardId: string;
  readonly roleArn: string;
  readonly streamArn: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function toSourceRecord(record: _Record, { shardId, roleArn, streamArn }: Origin): SourceRecord {
  const { SequenceNumber: sequenceNumber = "", PartitionKey: partitionKey = "" } = record;
  const arrivedAt = record.ApproximateArrivalTimestamp?.getTime() ?? 0;
  const bytes = Buffer.from(record.Data ?? []);
  const kinesis = {
    kinesisSchemaVersion: "1.0",
    partitionKey,
    sequenceNumber,
    data: bytes.toString("base64"),
    approximateArrivalTimestamp: arrivedAt / 1000,
  };
  const json = JSON.stringify({
    kinesis,
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: roleArn,
    awsRegion: streamArn.split(":")[3],
    eventSourceARN: streamArn,
  });
  const filtered = () => ({ ...kinesis, data: bytes.toString() });
  return { sequenceNumber, arrivedAt, key: partitionKey, json, filtered };
}
