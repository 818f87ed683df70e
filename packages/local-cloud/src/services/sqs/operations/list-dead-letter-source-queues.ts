import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { page } from "../paging.ts";
import { queueUrl } from "../queue-url.ts";
import { redrivePolicyOf } from "../redrive-policy.ts";
import type { SqsState } from "../sqs-state.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html */
export const listDeadLetterSourceQueues: Operation<
  typeof Sqs,
  "ListDeadLetterSourceQueues",
  SqsState
> = (input, ctx) => {
  const target = ctx.state.queues.byUrl(input.QueueUrl);
  const { items, nextToken } = page(input, ({ after, limit }) =>
    ctx.state.queues
      .list(target.accountId, after === undefined ? {} : { after })
      .filter((queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === target.arn)
      .slice(0, limit),
  );
  const queueUrls = items.map(({ key }) => queueUrl(ctx.endpoint, key));
  return nextToken === undefined ? { queueUrls } : { queueUrls, NextToken: nextToken };
};
