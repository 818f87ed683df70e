import { definePlugin } from "../../service.ts";
import { openFirehose, type FirehoseState } from "./firehose-state.ts";
import { createDeliveryStream } from "./operations/create-delivery-stream.ts";
import { deleteDeliveryStream } from "./operations/delete-delivery-stream.ts";
import { describeDeliveryStream } from "./operations/describe-delivery-stream.ts";
import {
  startDeliveryStreamEncryption,
  stopDeliveryStreamEncryption,
} from "./operations/encryption.ts";
import { listDeliveryStreams } from "./operations/list-delivery-streams.ts";
import { putRecord, putRecordBatch } from "./operations/put-record.ts";
import {
  listTagsForDeliveryStream,
  tagDeliveryStream,
  untagDeliveryStream,
} from "./operations/tagging.ts";
import { updateDestination } from "./operations/update-destination.ts";
import { handleLanes } from "./work-lanes.ts";

/** Amazon Data Firehose: streams of records into buckets. */
export const firehose = definePlugin<"firehose", FirehoseState>({
  id: "firehose",
  operations: {
    CreateDeliveryStream: createDeliveryStream,
    DeleteDeliveryStream: deleteDeliveryStream,
    DescribeDeliveryStream: describeDeliveryStream,
    ListDeliveryStreams: listDeliveryStreams,
    ListTagsForDeliveryStream: listTagsForDeliveryStream,
    PutRecord: putRecord,
    PutRecordBatch: putRecordBatch,
    StartDeliveryStreamEncryption: startDeliveryStreamEncryption,
    StopDeliveryStreamEncryption: stopDeliveryStreamEncryption,
    TagDeliveryStream: tagDeliveryStream,
    UntagDeliveryStream: untagDeliveryStream,
    UpdateDestination: updateDestination,
  },
  support: {
    CreateDeliveryStream: {
      level: "partial",
      note: "direct put into extended S3 only; functions, deaggregation, delimiters and partition keys by a part of jq; no backup, no format conversion, GZIP or no compression; active at once",
    },
    StartDeliveryStreamEncryption: { level: "partial", note: "stored; nothing is encrypted" },
    UpdateDestination: { level: "partial", note: "extended S3 only" },
  },
  open(cloud) {
    const state = openFirehose(cloud);
    handleLanes(state);
    return state;
  },
});
