import { randomUUID } from "node:crypto";
import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { CallContext, Operation } from "../../../service.ts";
import { findRule, putRule, type EventsState } from "../events-state.ts";
import { startSchedule } from "../schedule.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html */
export const enableRule: Operation<typeof EventBridge, "EnableRule", EventsState> = (input, ctx) =>
  setEnabled(ctx, input, true);

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export const disableRule: Operation<typeof EventBridge, "DisableRule", EventsState> = (
  input,
  ctx,
) => setEnabled(ctx, input, false);

function setEnabled(
  ctx: CallContext<EventsState>,
  input: { Name?: string | undefined; EventBusName?: string | undefined },
  enabled: boolean,
): Record<string, never> {
  const names = { rule: input.Name, bus: input.EventBusName };
  const rule = findRule(ctx.state, names, ctx.principal.accountId);
  const version = rule.scheduleExpression === undefined ? {} : { scheduleVersion: randomUUID() };
  const changed = { ...rule, ...version, enabled };
  ctx.cloud.store.transaction(() => {
    putRule(ctx.state, changed);
    startSchedule(ctx.state, changed);
  });
  return {};
}
