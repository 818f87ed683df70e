import type * as Firehose from "@aws-sdk/client-firehose";
import type { Operation } from "../../../service.ts";
import type { FirehoseState } from "../firehose-state.ts";

const USUAL_LIMIT = 10; // Firehose API reference, ListDeliveryStreams

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ListDeliveryStreams.html */
export const listDeliveryStreams: Operation<
  typeof Firehose,
  "ListDeliveryStreams",
  FirehoseState
> = (input, { state, principal }) => {
  const { Limit = USUAL_LIMIT, DeliveryStreamType: type = "DirectPut" } = input;
  const { ExclusiveStartDeliveryStreamName: after } = input;
  const prefix = `${principal.accountId}/`;
  const found = state.streams.entries({
    prefix,
    limit: Limit + 1,
    ...(after !== undefined && { after: prefix + after }),
  });
  const names = type === "DirectPut" ? found.map(([, { name }]) => name) : [];
  return {
    DeliveryStreamNames: names.slice(0, Limit),
    HasMoreDeliveryStreams: names.length > Limit,
  };
};
