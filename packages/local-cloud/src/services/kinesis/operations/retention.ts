import { required } from "../constraints.ts";
import { invalidArgument } from "../errors.ts";
import { findStream } from "../find-stream.ts";
import { trimStream } from "../trimming.ts";
import type { KinesisOperation } from "./operation.ts";

const MIN_HOURS = 24;
const MAX_HOURS = 8760;

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
export const increaseStreamRetentionPeriod: KinesisOperation<"IncreaseStreamRetentionPeriod"> = (
  input,
  { state },
) => {
  const { stream } = findStream(state, input);
  const hours = checkHours(required(input.RetentionPeriodHours, "RetentionPeriodHours"));
  if (hours < stream.retentionHours) {
    throw invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream.name} can not be shorter than existing retention period (${stream.retentionHours} hours). Use DecreaseRetentionPeriod API.`,
    );
  }
  // What has expired so far stays so.
  trimStream(state, stream);
  state.streams.save({ ...findStream(state, input).stream, retentionHours: hours });
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html */
export const decreaseStreamRetentionPeriod: KinesisOperation<"DecreaseStreamRetentionPeriod"> = (
  input,
  { state },
) => {
  const { stream } = findStream(state, input);
  const hours = checkHours(required(input.RetentionPeriodHours, "RetentionPeriodHours"));
  if (hours > stream.retentionHours) {
    throw invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream.name} can not be longer than existing retention period (${stream.retentionHours} hours). Use IncreaseRetentionPeriod API.`,
    );
  }
  const shorter = { ...stream, retentionHours: hours };
  state.transaction(() => {
    state.streams.save(shorter);
    trimStream(state, shorter);
  });
  return {};
};

function checkHours(hours: number): number {
  if (hours < MIN_HOURS) {
    throw invalidArgument(
      `Minimum allowed retention period is ${MIN_HOURS} hours. Requested retention period (${hours} hours) is too short.`,
    );
  }
  if (hours > MAX_HOURS) {
    throw invalidArgument(
      `Maximum allowed retention period is ${MAX_HOURS} hours. Requested retention period (${hours} hours) is too long.`,
    );
  }
  return hours;
}
