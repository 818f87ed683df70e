import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { findRule, putRule, type EventsState } from "../events-state.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export const removeTargets: Operation<typeof EventBridge, "RemoveTargets", EventsState> = (
  input,
  ctx,
) => {
  const names = { rule: input.Rule, bus: input.EventBusName };
  const rule = findRule(ctx.state, names, ctx.principal.accountId);
  const removed = new Set(input.Ids);
  const missing = [...removed].filter((id) => !rule.targets.some((target) => target.id === id));
  putRule(ctx.state, { ...rule, targets: rule.targets.filter(({ id }) => !removed.has(id)) });
  return {
    FailedEntryCount: missing.length,
    FailedEntries: missing.map((id) => ({
      TargetId: id,
      ErrorCode: "ResourceNotFoundException",
      ErrorMessage: `Rule ${rule.name} does not have a target with the Id ${id}.`,
    })),
  };
};
