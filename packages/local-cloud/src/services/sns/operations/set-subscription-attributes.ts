import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { checkArn, subscriptionDoesNotExist } from "../errors.ts";
import type { SnsState } from "../sns-state.ts";
import { setAttribute } from "../subscription-attributes.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export const setSubscriptionAttributes: Operation<
  typeof Sns,
  "SetSubscriptionAttributes",
  SnsState
> = (input, ctx) => {
  const { subscriptions } = ctx.state;
  const found = subscriptions.get(checkArn(input.SubscriptionArn, "SubscriptionArn"));
  if (found === undefined) throw subscriptionDoesNotExist();
  const change = { name: input.AttributeName ?? "", value: input.AttributeValue ?? "" };
  const { protocol } = found;
  const attributes = setAttribute(found.attributes, change, { protocol, prefix: "" });
  subscriptions.put(found.arn, { ...found, attributes });
  return {};
};
