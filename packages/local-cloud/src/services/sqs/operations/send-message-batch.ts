import type * as Sqs from "@aws-sdk/client-sqs";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { batchEntries, eachEntry } from "../batch.ts";
import { settingsOf, type Queue } from "../queue.ts";
import { checkDraft, draftSizeBytes, enqueue, type Draft } from "../send.ts";
import { senderId } from "../sender-id.ts";
import type { SqsState } from "../sqs-state.ts";

const MAX_BATCH_BYTES = 1_048_576; // all messages of a request together; SQS message quotas

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const sendMessageBatch: Operation<typeof Sqs, "SendMessageBatch", SqsState> = (
  input,
  ctx,
) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  const entries = batchEntries(input.Entries, "SendMessageBatchRequestEntry");
  for (const { entry } of entries) checkGroup(queue, entry);
  checkTotalSize(entries.map(({ entry }) => entry));
  const sender = senderId(ctx.principal);
  const { done, failed } = ctx.cloud.store.transaction(() =>
    eachEntry(entries, (entry) => {
      const checked = checkDraft(queue, entry, sender);
      return enqueue(ctx.state, ctx.cloud, { queue, checked });
    }),
  );
  const Successful = done.map(({ id, result }) => Object.assign({ Id: id }, result));
  return { Successful, Failed: failed };
};

function checkTotalSize(entries: readonly Draft[]): void {
  const total = entries.reduce((sum, entry) => sum + draftSizeBytes(entry), 0);
  if (total > MAX_BATCH_BYTES) {
    fail(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${total} bytes.`,
    );
  }
}

/** What a FIFO queue demands of every message fails the whole batch, unlike other faults. */
function checkGroup(queue: Queue, entry: Draft): void {
  const { fifo, contentBasedDeduplication } = settingsOf(queue);
  if (!fifo) return;
  if (entry.MessageGroupId === undefined) {
    fail("InvalidParameterValue", "The request must contain the parameter MessageGroupId.");
  }
  if (entry.MessageDeduplicationId === undefined && !contentBasedDeduplication) {
    fail(
      "InvalidParameterValue",
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
}
