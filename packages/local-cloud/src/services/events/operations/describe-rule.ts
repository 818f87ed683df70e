import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findRule, type EventsState } from "../events-state.ts";
import { showRule } from "../show-rule.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export const describeRule: Operation<typeof EventBridge, "DescribeRule", EventsState> = (
  input,
  ctx,
) => {
  const names = { rule: input.Name, bus: input.EventBusName };
  const rule = findRule(ctx.state, names, ctx.principal.accountId);
  return { ...showRule(rule), CreatedBy: rule.accountId };
};
