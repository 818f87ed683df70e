import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { checkArn, subscriptionDoesNotExist } from "../errors.ts";
import type { SnsState } from "../sns-state.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export const getSubscriptionAttributes: Operation<
  typeof Sns,
  "GetSubscriptionAttributes",
  SnsState
> = (input, ctx) => {
  const arn = checkArn(input.SubscriptionArn, "SubscriptionArn");
  const found = ctx.state.subscriptions.get(arn);
  if (found === undefined) throw subscriptionDoesNotExist();
  const pending = found.pending !== undefined;
  return {
    Attributes: {
      SubscriptionArn: found.arn,
      TopicArn: found.topicArn,
      Protocol: found.protocol,
      Endpoint: found.endpoint,
      Owner: found.ownerAccountId,
      SubscriptionPrincipal: found.principalArn,
      PendingConfirmation: String(pending),
      ConfirmationWasAuthenticated: String(!pending && found.authenticated),
      RawMessageDelivery: "false",
      ...found.attributes,
    },
  };
};
