import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findBus, rulesOf, type EventsState } from "../events-state.ts";
import { page } from "../paging.ts";
import { showRule } from "../show-rule.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const listRules: Operation<typeof EventBridge, "ListRules", EventsState> = (input, ctx) => {
  const bus = findBus(ctx.state, input.EventBusName, ctx.principal.accountId);
  const { items, ...next } = page(rulesOf(ctx.state, bus, input.NamePrefix), input);
  return { Rules: items.map(showRule), ...next };
};
