import { NotEmulatedError } from "../../../errors.ts";
import { required } from "../constraints.ts";
import { findStream } from "../find-stream.ts";
import { checkShardQuota, MAX_ON_DEMAND_STREAMS, openShards, SHARD_LIMIT } from "../quotas.ts";
import { isOpen } from "../stream.ts";
import { modeOf } from "./create-stream.ts";
import type { KinesisOperation } from "./operation.ts";

/**
 * The shards stay as they are.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamMode.html
 */
export const updateStreamMode: KinesisOperation<"UpdateStreamMode"> = (input, { state }) => {
  if (input.WarmThroughputMiBps !== undefined) {
    throw new NotEmulatedError("kinesis:UpdateStreamMode", "WarmThroughputMiBps");
  }
  const { StreamARN, StreamId } = input;
  const { stream } = findStream(state, { StreamARN, StreamId });
  const details = required(input.StreamModeDetails, "StreamModeDetails");
  const mode = modeOf(required(details.StreamMode, "StreamModeDetails.StreamMode"));
  if (mode === "PROVISIONED" && stream.mode === "ON_DEMAND") {
    checkShardQuota(state, stream.shards.filter(isOpen).length);
  }
  state.streams.save({ ...stream, mode });
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateMaxRecordSize.html */
export const updateMaxRecordSize: KinesisOperation<"UpdateMaxRecordSize"> = (input, { state }) => {
  const { stream } = findStream(state, input);
  const maxRecordKib = required(input.MaxRecordSizeInKiB, "MaxRecordSizeInKiB");
  state.streams.save({ ...stream, maxRecordKib });
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html */
export const describeLimits: KinesisOperation<"DescribeLimits"> = (_input, { state }) => ({
  ShardLimit: SHARD_LIMIT,
  OpenShardCount: openShards(state),
  OnDemandStreamCount: state.streams.list().filter(({ mode }) => mode === "ON_DEMAND").length,
  OnDemandStreamCountLimit: MAX_ON_DEMAND_STREAMS,
});
