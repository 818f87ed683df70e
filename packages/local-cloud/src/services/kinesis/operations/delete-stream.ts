import { resourceInUse } from "../errors.ts";
import { findStream } from "../find-stream.ts";
import type { KinesisOperation } from "./operation.ts";

/**
 * The stream is gone at once.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html
 */
export const deleteStream: KinesisOperation<"DeleteStream"> = (input, { state }) => {
  const { stream } = findStream(state, input);
  const consumers = state.consumers.list(stream);
  if (consumers.length > 0 && input.EnforceConsumerDeletion !== true) {
    throw resourceInUse(
      `Stream ${stream.name} under account ${state.accountId} has registered consumers: deregister them or set EnforceConsumerDeletion.`,
    );
  }
  state.transaction(() => {
    for (const { name } of consumers) state.consumers.delete(stream, name);
    state.streams.delete(stream);
    state.records.forget(stream.number);
  });
  state.arrivals.announce(stream.arn);
  return {};
};
