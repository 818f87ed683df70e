import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { listed } from "../listed-subscription.ts";
import { page } from "../paging.ts";
import type { SnsState } from "../sns-state.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
export const listSubscriptions: Operation<typeof Sns, "ListSubscriptions", SnsState> = (
  input,
  ctx,
) => {
  const prefix = `arn:aws:sns:${ctx.cloud.config.region}:${ctx.principal.accountId}:`;
  const { items, ...next } = page(input.NextToken, (range) =>
    ctx.state.subscriptions.entries({ prefix, ...range }),
  );
  return { Subscriptions: items.map(listed), ...next };
};
