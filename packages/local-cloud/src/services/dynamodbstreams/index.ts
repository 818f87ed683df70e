import { definePlugin } from "../../service.ts";
import { engineOf } from "../dynamodb/engine.ts";
import { describeStream } from "./operations/describe-stream.ts";
import { getRecords } from "./operations/get-records.ts";
import { getShardIterator } from "./operations/get-shard-iterator.ts";
import { listStreams } from "./operations/list-streams.ts";

/** Amazon DynamoDB Streams: the changes that DynamoDB recorded in the last 24 hours. */
export const dynamodbstreams = definePlugin({
  id: "dynamodbstreams",
  operations: {
    DescribeStream: describeStream,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    ListStreams: listStreams,
  },
  support: {
    DescribeStream: {
      level: "partial",
      note: "no ShardFilter; shards live as long as their stream",
    },
  },
  open: engineOf,
});
