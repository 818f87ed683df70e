import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findRule, type EventsState } from "../events-state.ts";
import { page } from "../paging.ts";
import { showTarget } from "../read-target.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export const listTargetsByRule: Operation<typeof EventBridge, "ListTargetsByRule", EventsState> = (
  input,
  ctx,
) => {
  const names = { rule: input.Rule, bus: input.EventBusName };
  const rule = findRule(ctx.state, names, ctx.principal.accountId);
  const { items, ...next } = page(rule.targets, input);
  return { Targets: items.map(showTarget), ...next };
};
