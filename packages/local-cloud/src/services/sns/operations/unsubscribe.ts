import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { checkArn } from "../errors.ts";
import type { SnsState } from "../sns-state.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
export const unsubscribe: Operation<typeof Sns, "Unsubscribe", SnsState> = (input, ctx) => {
  const arn = checkArn(input.SubscriptionArn, "SubscriptionArn");
  const { subscriptions, topics } = ctx.state;
  const found = subscriptions.get(arn);
  if (found === undefined) return {};
  const topic = topics.get(found.topicArn);
  ctx.cloud.store.transaction(() => {
    subscriptions.delete(arn);
    if (topic !== undefined) {
      topics.put(topic.arn, { ...topic, subscriptionsDeleted: topic.subscriptionsDeleted + 1 });
    }
  });
  return {};
};
