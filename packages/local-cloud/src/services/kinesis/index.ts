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
import {
  addTagsToStream,
  listTagsForResource,
  listTagsForStream,
  removeTagsFromStream,
  tagResource,
  untagResource,
} from "./operations/tagging.ts";
import { describeLimits, updateMaxRecordSize, updateStreamMode } from "./operations/capacity.ts";
import {
  deregisterStreamConsumer,
  describeStreamConsumer,
  listStreamConsumers,
  registerStreamConsumer,
} from "./operations/consumers.ts";
import { startStreamEncryption, stopStreamEncryption } from "./operations/encryption.ts";
import { disableEnhancedMonitoring, enableEnhancedMonitoring } from "./operations/monitoring.ts";
import {
  mergeShardsOperation,
  splitShardOperation,
  updateShardCount,
} from "./operations/resharding.ts";
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
} from "./operations/resource-policy.ts";
import {
  decreaseStreamRetentionPeriod,
  increaseStreamRetentionPeriod,
} from "./operations/retention.ts";

/** Amazon Kinesis Data Streams. */
export const kinesis = definePlugin<"kinesis", KinesisState>({
  id: "kinesis",
  operations: {
    AddTagsToStream: addTagsToStream,
    CreateStream: createStream,
    DecreaseStreamRetentionPeriod: decreaseStreamRetentionPeriod,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteStream: deleteStream,
    DeregisterStreamConsumer: deregisterStreamConsumer,
    DescribeLimits: describeLimits,
    DescribeStream: describeStream,
    DescribeStreamConsumer: describeStreamConsumer,
    DescribeStreamSummary: describeStreamSummary,
    DisableEnhancedMonitoring: disableEnhancedMonitoring,
    EnableEnhancedMonitoring: enableEnhancedMonitoring,
    GetRecords: getRecords,
    GetResourcePolicy: getResourcePolicy,
    GetShardIterator: getShardIterator,
    IncreaseStreamRetentionPeriod: increaseStreamRetentionPeriod,
    ListShards: listShards,
    ListStreamConsumers: listStreamConsumers,
    ListStreams: listStreams,
    ListTagsForResource: listTagsForResource,
    ListTagsForStream: listTagsForStream,
    MergeShards: mergeShardsOperation,
    PutRecord: putRecord,
    PutRecords: putRecords,
    PutResourcePolicy: putResourcePolicy,
    RegisterStreamConsumer: registerStreamConsumer,
    RemoveTagsFromStream: removeTagsFromStream,
    SplitShard: splitShardOperation,
    StartStreamEncryption: startStreamEncryption,
    StopStreamEncryption: stopStreamEncryption,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateMaxRecordSize: updateMaxRecordSize,
    UpdateShardCount: updateShardCount,
    UpdateStreamMode: updateStreamMode,
  },
  support: {
    CreateStream: {
      level: "partial",
      note: "active at once; no warm throughput, no record distribution strategy AUTO; on demand has four shards, for ever",
    },
    DisableEnhancedMonitoring: { level: "partial", note: "stored; no metrics are written" },
    EnableEnhancedMonitoring: { level: "partial", note: "stored; no metrics are written" },
    StartStreamEncryption: { level: "partial", note: "the key is stored, and encrypts nothing" },
    UpdateStreamMode: { level: "partial", note: "on demand, shards stay as they are" },
  },
  open: kinesisOf,
  start: (state) => state.trimming.start(),
  stop: (state) => state.trimming.stop(),
});
