import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { batchEntries, eachEntry } from "../batch.ts";
import type { SqsState } from "../sqs-state.ts";
import { changeVisibility } from "../visibility.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const changeMessageVisibilityBatch: Operation<
  typeof Sqs,
  "ChangeMessageVisibilityBatch",
  SqsState
> = (input, ctx) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  const entries = batchEntries(input.Entries, "ChangeMessageVisibilityBatchRequestEntry");
  const { done, failed } = ctx.cloud.store.transaction(() =>
    eachEntry(entries, ({ ReceiptHandle: handle = "", VisibilityTimeout: seconds = 0 }) =>
      changeVisibility(ctx.state, ctx.cloud, { queue, handle, seconds }),
    ),
  );
  return { Successful: done.map(({ id }) => ({ Id: id })), Failed: failed };
};
