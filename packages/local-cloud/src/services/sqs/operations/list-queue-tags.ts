import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import type { SqsState } from "../sqs-state.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
export const listQueueTags: Operation<typeof Sqs, "ListQueueTags", SqsState> = (input, ctx) => {
  const { tags } = ctx.state.queues.byUrl(input.QueueUrl);
  return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } };
};
