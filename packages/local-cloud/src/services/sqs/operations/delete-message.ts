import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import type { SqsState } from "../sqs-state.ts";
import { deleteMessage as deleteReceived } from "../visibility.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export const deleteMessage: Operation<typeof Sqs, "DeleteMessage", SqsState> = (input, ctx) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  deleteReceived(ctx.state, ctx.cloud, { queue, handle: input.ReceiptHandle ?? "" });
  return {};
};
