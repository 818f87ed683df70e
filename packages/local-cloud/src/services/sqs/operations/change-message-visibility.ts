import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import type { SqsState } from "../sqs-state.ts";
import { changeVisibility } from "../visibility.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const changeMessageVisibility: Operation<typeof Sqs, "ChangeMessageVisibility", SqsState> = (
  input,
  ctx,
) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  const { ReceiptHandle: handle = "", VisibilityTimeout: seconds = 0 } = input;
  changeVisibility(ctx.state, ctx.cloud, { queue, handle, seconds });
  return {};
};
