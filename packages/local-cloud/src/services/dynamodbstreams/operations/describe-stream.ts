import type { Shard } from "@aws-sdk/client-dynamodb-streams";
import { NotEmulatedError } from "../../../errors.ts";
import { checkConstraints, required } from "../../dynamodb/constraints.ts";
import type { StreamRecord } from "../../dynamodb/stream-store.ts";
import { keyAttributes } from "../../dynamodb/table.ts";
import { findStream } from "../find-stream.ts";
import { formatSequence } from "../sequence-number.ts";
import type { StreamsOperation } from "./operation.ts";

const MAX_SHARDS = 100;

/**
 * The shards of a stream stay the same for its lifetime; AWS replaces them every few hours.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html
 */
export const describeStream: StreamsOperation<"DescribeStream"> = (input, { state: engine }) => {
  checkConstraints(input);
  if (input.ShardFilter !== undefined) throw new NotEmulatedError("DescribeStream", "ShardFilter");
  const stream = findStream(engine, required(input.StreamArn, "StreamArn"));
  const after = input.ExclusiveStartShardId ?? "";
  const shardIds = stream.shardIds.filter((id) => id > after);
  const page = shardIds.slice(0, Math.min(input.Limit ?? MAX_SHARDS, MAX_SHARDS));
  const last = page.length < shardIds.length ? page.at(-1) : undefined;
  const keys = keyAttributes(stream.key);
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.closedAt === undefined ? "ENABLED" : "DISABLED",
      StreamViewType: stream.view,
      CreationRequestDateTime: new Date(stream.createdAt),
      TableName: stream.tableName,
      KeySchema: keys.map(({ name }, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? "HASH" : "RANGE",
      })),
      Shards: page.map((id) => describeShard(stream, id)),
      ...(last !== undefined && { LastEvaluatedShardId: last }),
    },
  };
};

function describeShard({ startSequence, endSequence }: StreamRecord, shardId: string): Shard {
  return {
    ShardId: shardId,
    SequenceNumberRange: {
      StartingSequenceNumber: formatSequence(startSequence),
      ...(endSequence !== undefined && { EndingSequenceNumber: formatSequence(endSequence) }),
    },
  };
}
