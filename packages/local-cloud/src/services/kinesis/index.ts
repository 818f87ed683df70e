import { definePlugin } from "../../service.ts";
import { kinesisOf, type KinesisState } from "./kinesis-state.ts";
import { createStream } from "./operations/create-stream.ts";
import { deleteStream } from "./operations/delete-stream.ts";
import { describeStreamSummary } from "./operations/describe-stream-summary.ts";
import { describeStream } from "./operations/describe-stream.ts";
import { getRecords } from "./operations/get-records.ts";
import { getShardIterator } from "./operations/get-shard-iterator.ts";
import { listShards } from "./operations/list-shards.ts";
import { listStreams } from "./operations/list-streams.ts";
import { putRecord } from "./operations/put-record.ts";
import { putRecords } from "./operations/put-records.ts";

/** Amazon Kinesis Data Streams. */
export const kinesis = definePlugin<"kinesis", KinesisState>({
  id: "kinesis",
  operations: {
    CreateStream: createStream,
    DeleteStream: deleteStream,
    DescribeStream: describeStream,
    DescribeStreamSummary: describeStreamSummary,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    ListShards: listShards,
    ListStreams: listStreams,
    PutRecord: putRecord,
    PutRecords: putRecords,
  },
  support: {
    CreateStream: {
      level: "partial",
      note: "active at once; no warm throughput, no record distribution strategy AUTO; on demand has four shards",
    },
  },
  open: kinesisOf,
});
