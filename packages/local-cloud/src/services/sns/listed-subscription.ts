import type { Subscription } from "./topic.ts";

/** A subscription as the lists show it; one that is not confirmed hides its ARN. */
export function listed(subscription: Subscription): {
  SubscriptionArn: string;
  Owner: string;
  Protocol: string;
  Endpoint: string;
  TopicArn: string;
} {
  return {
    SubscriptionArn: subscription.pending === undefined ? subscription.arn : "PendingConfirmation",
    Owner: subscription.ownerAccountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topicArn,
  };
}
