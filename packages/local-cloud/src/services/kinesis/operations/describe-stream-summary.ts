import { describeStreamBasics } from "../describe.ts";
import { findStream } from "../find-stream.ts";
import { isOpen } from "../stream.ts";
import type { KinesisOperation } from "./operation.ts";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html */
export const describeStreamSummary: KinesisOperation<"DescribeStreamSummary"> = (
  input,
  { state },
) => {
  const { stream } = findStream(state, input);
  return {
    StreamDescriptionSummary: {
      ...describeStreamBasics(stream),
      OpenShardCount: stream.shards.filter(isOpen).length,
      ConsumerCount: state.consumers.list(stream).length,
      MaxRecordSizeInKiB: stream.maxRecordKib,
    },
  };
};
