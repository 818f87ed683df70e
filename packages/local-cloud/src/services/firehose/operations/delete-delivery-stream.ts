import type * as Firehose from "@aws-sdk/client-firehose";
import type { Operation } from "../../../service.ts";
import { findStream, streamKey, type FirehoseState } from "../firehose-state.ts";

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeleteDeliveryStream.html */
export const deleteDeliveryStream: Operation<
  typeof Firehose,
  "DeleteDeliveryStream",
  FirehoseState
> = (input, { state, cloud, principal }) => {
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  // As on AWS the records that are still buffered go with it.
  cloud.store.transaction(() => {
    state.streams.delete(streamKey(stream));
    state.buffers.forget(stream.id);
  });
  return {};
};
