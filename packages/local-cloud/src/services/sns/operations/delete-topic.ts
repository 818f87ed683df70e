import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { checkArn } from "../errors.ts";
import { subscriptionsOf, type SnsState } from "../sns-state.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export const deleteTopic: Operation<typeof Sns, "DeleteTopic", SnsState> = (input, ctx) => {
  const arn = checkArn(input.TopicArn, "TopicArn");
  const { topics, subscriptions } = ctx.state;
  ctx.cloud.store.transaction(() => {
    for (const subscription of subscriptionsOf(ctx.state, arn)) {
      subscriptions.delete(subscription.arn);
    }
    topics.delete(arn);
  });
  return {};
};
