import type * as Sqs from "@aws-sdk/client-sqs";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { SqsState } from "../sqs-state.ts";

const PURGE_INTERVAL_MS = 60_000; // SQS API reference, PurgeQueue: PurgeQueueInProgress

/**
 * Empties a queue at once; AWS takes up to a minute.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
 */
export const purgeQueue: Operation<typeof Sqs, "PurgeQueue", SqsState> = (input, ctx) => {
  const { queues, messages } = ctx.state;
  const queue = queues.byUrl(input.QueueUrl);
  const now = ctx.cloud.clock.now();
  if (queue.purgedAt !== undefined && now - queue.purgedAt < PURGE_INTERVAL_MS) {
    fail(
      "PurgeQueueInProgress",
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      403,
    );
  }
  ctx.cloud.store.transaction(() => {
    messages.removeAll(queue.key);
    queues.put({ ...queue, purgedAt: now });
  });
  return {};
};
