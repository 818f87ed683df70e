import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { invalid } from "../errors.ts";
import { findBus, ruleKey, type EventsState } from "../events-state.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export const deleteRule: Operation<typeof EventBridge, "DeleteRule", EventsState> = (
  input,
  ctx,
) => {
  const bus = findBus(ctx.state, input.EventBusName, ctx.principal.accountId);
  const key = ruleKey(bus, input.Name ?? "");
  if ((ctx.state.rules.get(key)?.targets.length ?? 0) > 0) {
    invalid("Rule can't be deleted since it has targets.");
  }
  ctx.state.rules.delete(key);
  return {};
};
