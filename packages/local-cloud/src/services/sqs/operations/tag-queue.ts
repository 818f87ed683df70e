import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import type { SqsState } from "../sqs-state.ts";
import { mergeTags } from "../tags.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export const tagQueue: Operation<typeof Sqs, "TagQueue", SqsState> = (input, ctx) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  ctx.state.queues.put({ ...queue, tags: mergeTags(queue.tags, input.Tags) });
  return {};
};
