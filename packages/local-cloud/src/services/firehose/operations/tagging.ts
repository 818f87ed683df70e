import type * as Firehose from "@aws-sdk/client-firehose";
import type { Operation } from "../../../service.ts";
import { findStream, streamKey, type FirehoseState } from "../firehose-state.ts";
import { mergeTags } from "../tags.ts";

const USUAL_LIMIT = 50; // Firehose API reference, ListTagsForDeliveryStream

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_TagDeliveryStream.html */
export const tagDeliveryStream: Operation<typeof Firehose, "TagDeliveryStream", FirehoseState> = (
  input,
  { state, principal },
) => {
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  const tags = mergeTags(stream.tags, input.Tags);
  state.streams.put(streamKey(stream), { ...stream, tags });
  return {};
};

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_UntagDeliveryStream.html */
export const untagDeliveryStream: Operation<
  typeof Firehose,
  "UntagDeliveryStream",
  FirehoseState
> = (input, { state, principal }) => {
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  const removed = new Set(input.TagKeys);
  const kept = Object.entries(stream.tags).filter(([key]) => !removed.has(key));
  state.streams.put(streamKey(stream), { ...stream, tags: Object.fromEntries(kept) });
  return {};
};

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ListTagsForDeliveryStream.html */
export const listTagsForDeliveryStream: Operation<
  typeof Firehose,
  "ListTagsForDeliveryStream",
  FirehoseState
> = (input, { state, principal }) => {
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  const { ExclusiveStartTagKey: after = "", Limit: limit = USUAL_LIMIT } = input;
  const found = Object.entries(stream.tags)
    .filter(([key]) => key > after)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    Tags: found.slice(0, limit).map(([Key, Value]) => ({ Key, Value })),
    HasMoreTags: found.length > limit,
  };
};
