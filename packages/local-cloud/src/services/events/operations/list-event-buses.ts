import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../service.ts";
import { lookUpBus, type EventsState } from "../events-state.ts";
import { page } from "../paging.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html */
export const listEventBuses: Operation<typeof EventBridge, "ListEventBuses", EventsState> = (
  input,
  ctx,
) => {
  const { accountId } = ctx.principal;
  lookUpBus(ctx.state, "default", accountId);
  const prefix = `${accountId}/${input.NamePrefix ?? ""}`;
  const { items, ...next } = page(ctx.state.buses.entries({ prefix }), input);
  const EventBuses = items.map(([, bus]) => ({
    Name: bus.name,
    Arn: bus.arn,
    Description: bus.description,
    Policy: bus.policy,
    CreationTime: new Date(bus.createdAt),
    LastModifiedTime: new Date(bus.modifiedAt),
  }));
  return { EventBuses, ...next };
};
