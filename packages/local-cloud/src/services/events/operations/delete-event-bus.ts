import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { invalid } from "../errors.ts";
import { lookUpBus, rulesOf, type EventsState } from "../events-state.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html */
export const deleteEventBus: Operation<typeof EventBridge, "DeleteEventBus", EventsState> = (
  input,
  ctx,
) => {
  if (input.Name === "default") invalid("Cannot delete event bus default.");
  const bus = lookUpBus(ctx.state, input.Name, ctx.principal.accountId);
  if (bus === undefined) return {};
  if (rulesOf(ctx.state, bus).length > 0) {
    invalid(`Event bus ${bus.name} can't be deleted since it has rules.`);
  }
  ctx.state.buses.delete(`${bus.accountId}/${bus.name}`);
  return {};
};
