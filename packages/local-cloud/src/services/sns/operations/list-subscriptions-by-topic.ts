import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { listed } from "../listed-subscription.ts";
import { page } from "../paging.ts";
import { findTopic, type SnsState } from "../sns-state.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const listSubscriptionsByTopic: Operation<
  typeof Sns,
  "ListSubscriptionsByTopic",
  SnsState
> = (input, ctx) => {
  const { arn } = findTopic(ctx.state, input.TopicArn);
  const { items, ...next } = page(input.NextToken, (range) =>
    ctx.state.subscriptions.entries({ prefix: `${arn}:`, ...range }),
  );
  return { Subscriptions: items.map(listed), ...next };
};
