import type * as Sns from "@aws-sdk/client-sns";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { checkArn, invalidParameter } from "../errors.ts";
import { subscriptionsOf, type SnsState } from "../sns-state.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
export const confirmSubscription: Operation<typeof Sns, "ConfirmSubscription", SnsState> = (
  input,
  ctx,
) => {
  const topicArn = checkArn(input.TopicArn, "TopicArn");
  const token = input.Token ?? "";
  if (!/^[0-9a-f]{64,}$/.test(token)) fail("InvalidParameter", "Invalid token");
  const found = subscriptionsOf(ctx.state, topicArn).find(
    ({ pending }) => pending?.token === token && pending.expiresAt > ctx.cloud.clock.now(),
  );
  if (found === undefined) return invalidParameter("Token");
  const { pending: _pending, ...confirmed } = found;
  const authenticated = ctx.principal.kind !== "anonymous";
  ctx.state.subscriptions.put(found.arn, { ...confirmed, authenticated });
  return { SubscriptionArn: found.arn };
};
