import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { page } from "../paging.ts";
import { queueUrl } from "../queue-url.ts";
import type { SqsState } from "../sqs-state.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export const listQueues: Operation<typeof Sqs, "ListQueues", SqsState> = (input, ctx) => {
  const { accountId } = ctx.principal;
  const { items, nextToken } = page(input, ({ after, limit }) =>
    ctx.state.queues.list(accountId, {
      namePrefix: input.QueueNamePrefix ?? "",
      limit,
      ...(after === undefined ? {} : { after }),
    }),
  );
  if (items.length === 0) return {};
  const QueueUrls = items.map(({ key }) => queueUrl(ctx.endpoint, key));
  return nextToken === undefined ? { QueueUrls } : { QueueUrls, NextToken: nextToken };
};
