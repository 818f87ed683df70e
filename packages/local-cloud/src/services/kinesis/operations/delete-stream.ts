import { findStream } from "../find-stream.ts";
import type { KinesisOperation } from "./operation.ts";

/**
 * The stream is gone at once.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html
 */
export const deleteStream: KinesisOperation<"DeleteStream"> = (input, { state }) => {
  const { stream } = findStream(state, input);
  state.transaction(() => {
    state.streams.delete(stream);
    state.records.forget(stream.number);
  });
  state.arrivals.announce(stream.arn);
  return {};
};
