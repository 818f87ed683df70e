import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { batchEntries, eachEntry } from "../batch.ts";
import type { SqsState } from "../sqs-state.ts";
import { deleteMessage } from "../visibility.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const deleteMessageBatch: Operation<typeof Sqs, "DeleteMessageBatch", SqsState> = (
  input,
  ctx,
) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  const entries = batchEntries(input.Entries, "DeleteMessageBatchRequestEntry");
  const { done, failed } = ctx.cloud.store.transaction(() =>
    eachEntry(entries, (entry) =>
      deleteMessage(ctx.state, ctx.cloud, { queue, handle: entry.ReceiptHandle ?? "" }),
    ),
  );
  return { Successful: done.map(({ id }) => ({ Id: id })), Failed: failed };
};
