import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { onRecords } from "./arrivals.ts";
import type { MappingRecord } from "./mapping.ts";
import { roleOf, type PollerParts } from "./parts.ts";
import type { Position, ShardSource, SourceRecord, SourceShard } from "./shard-source.ts";

const MAX_RECORDS = 1000; // per GetRecords

/** The stream of a DynamoDB table. */
export function tableSource(
  mapping: MappingRecord,
  parts: PollerParts,
  signal: AbortSignal,
): ShardSource {
  const { cloud } = parts;
  const { sourceArn: StreamArn } = mapping;
  const options = () => ({ as: roleOf(mapping, parts), signal });

  return {
    batchInfo: "DDBStreamBatchInfo",
    async shards() {
      const found: SourceShard[] = [];
      for (let start: { ExclusiveStartShardId?: string } = {}; ;) {
        const input = { StreamArn, ...start };
        const answer = await cloud.call("dynamodbstreams", "DescribeStream", input, options());
        const { Shards = [], LastEvaluatedShardId: last } = answer.StreamDescription ?? {};
        for (const { ShardId: shardId = "", ParentShardId: parent } of Shards) {
          found.push({ shardId, parents: parent === undefined ? [] : [parent] });
        }
        if (last === undefined) return found;
        start = { ExclusiveStartShardId: last };
      }
    },
    async iterator(ShardId, position) {
      const input = { StreamArn, ShardId, ...iteratorAt(position) };
      const answer = await cloud.call("dynamodbstreams", "GetShardIterator", input, options());
      return answer.ShardIterator;
    },
    async read(_shardId, ShardIterator, limit) {
      const input = { ShardIterator, Limit: Math.min(limit, MAX_RECORDS) };
      const answer = await cloud.call("dynamodbstreams", "GetRecords", input, options());
      const records = (answer.Records ?? []).map((record) => toSourceRecord(record, StreamArn));
      return { records, next: answer.NextShardIterator };
    },
    onRecords: (listener) => onRecords(cloud, StreamArn, listener),
  };
}

function iteratorAt(position: Position) {
  if ("after" in position) {
    return {
      ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
      SequenceNumber: position.after,
    } as const;
  }
  // A position in time is only ever given to a stream whose service knows such a thing.
  return { ShardIteratorType: "TRIM_HORIZON" } as const;
}

function toSourceRecord(record: _Record, streamArn: string): SourceRecord {
  const { SequenceNumber: sequenceNumber = "", ApproximateCreationDateTime: createdAt } =
    record.dynamodb ?? {};
  const event = toEventRecord(record, streamArn);
  return {
    sequenceNumber,
    arrivedAt: createdAt?.getTime() ?? 0,
    key: JSON.stringify(record.dynamodb?.Keys),
    json: JSON.stringify(event),
    filtered: () => event,
  };
}

/** A record as functions get it: times in seconds, binary values in base64. */
function toEventRecord(record: _Record, streamArn: string): Record<string, unknown> {
  const { dynamodb, userIdentity, ...rest } = record;
  const createdAt = dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
  const identity = userIdentity && {
    principalId: userIdentity.PrincipalId,
    type: userIdentity.Type,
  };
  const plain: unknown = JSON.parse(
    JSON.stringify(
      {
        ...rest,
        dynamodb: { ...dynamodb, ApproximateCreationDateTime: createdAt / 1000 },
        userIdentity: identity,
        eventSourceARN: streamArn,
      },
      (_key, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
    ),
  );
  return typeof plain === "object" && plain !== null ? { ...plain } : {};
}
