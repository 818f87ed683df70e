import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { queueDoesNotExist } from "../errors.ts";
import { queueUrl } from "../queue-url.ts";
import type { SqsState } from "../sqs-state.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export const getQueueUrl: Operation<typeof Sqs, "GetQueueUrl", SqsState> = (input, ctx) => {
  const accountId = input.QueueOwnerAWSAccountId ?? ctx.principal.accountId;
  const queue = ctx.state.queues.get(`${accountId}/${input.QueueName}`);
  if (queue === undefined) throw queueDoesNotExist();
  return { QueueUrl: queueUrl(ctx.endpoint, queue.key) };
};
