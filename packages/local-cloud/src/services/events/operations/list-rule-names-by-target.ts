import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findBus, rulesOf, type EventsState } from "../events-state.ts";
import { page } from "../paging.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export const listRuleNamesByTarget: Operation<
  typeof EventBridge,
  "ListRuleNamesByTarget",
  EventsState
> = (input, ctx) => {
  const bus = findBus(ctx.state, input.EventBusName, ctx.principal.accountId);
  const names = rulesOf(ctx.state, bus)
    .filter(({ targets }) => targets.some(({ arn }) => arn === input.TargetArn))
    .map(({ name }) => name);
  const { items, ...next } = page(names, input);
  return { RuleNames: items, ...next };
};
