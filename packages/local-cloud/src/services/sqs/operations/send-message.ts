import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { checkDraft, enqueue } from "../send.ts";
import { senderId } from "../sender-id.ts";
import type { SqsState } from "../sqs-state.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage: Operation<typeof Sqs, "SendMessage", SqsState> = (input, ctx) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  const checked = checkDraft(queue, input, senderId(ctx.principal));
  return enqueue(ctx.state, ctx.cloud, { queue, checked });
};
