import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import type { SqsState } from "../sqs-state.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
export const untagQueue: Operation<typeof Sqs, "UntagQueue", SqsState> = (input, ctx) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  const removed = new Set(input.TagKeys);
  const kept = Object.entries(queue.tags).filter(([key]) => !removed.has(key));
  ctx.state.queues.put({ ...queue, tags: Object.fromEntries(kept) });
  return {};
};
