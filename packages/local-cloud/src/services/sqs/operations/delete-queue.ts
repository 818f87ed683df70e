import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import type { SqsState } from "../sqs-state.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
export const deleteQueue: Operation<typeof Sqs, "DeleteQueue", SqsState> = (input, ctx) => {
  const { queues, messages, arrivals } = ctx.state;
  const queue = queues.byUrl(input.QueueUrl);
  ctx.cloud.store.transaction(() => {
    queues.delete(queue, ctx.cloud.clock.now());
    messages.removeAll(queue.key);
  });
  arrivals.announce(queue.key);
  return {};
};
