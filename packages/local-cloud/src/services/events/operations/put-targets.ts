import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { findRule, putRule, type EventsState } from "../events-state.ts";
import { readTarget } from "../read-target.ts";

const MAX_TARGETS = 5; // per rule; EventBridge quotas

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const putTargets: Operation<typeof EventBridge, "PutTargets", EventsState> = (
  input,
  ctx,
) => {
  const names = { rule: input.Rule, bus: input.EventBusName };
  const rule = findRule(ctx.state, names, ctx.principal.accountId);
  const targets = new Map(rule.targets.map((target) => [target.id, target]));
  for (const given of input.Targets ?? []) {
    const target = readTarget(given);
    targets.set(target.id, target);
  }
  if (targets.size > MAX_TARGETS) {
    fail("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  putRule(ctx.state, { ...rule, targets: [...targets.values()] });
  return { FailedEntryCount: 0, FailedEntries: [] };
};
