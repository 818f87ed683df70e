import type { Cloud } from "../../cloud.ts";
import { matches } from "../../patterns/match.ts";
import { rulesOf, type EventsState } from "./events-state.ts";
import type { Event, EventBus, Rule, Target } from "./model.ts";

/** An event on its way to one target. */
export interface PendingInvocation {
  readonly event: Event;
  readonly rule: Pick<Rule, "arn" | "name" | "accountId">;
  readonly target: Target;
  /** Milliseconds since the Unix epoch. */
  readonly ingestedAt: number;
  /** Buses that it has passed through to get here. */
  readonly hops: number;
}

/** The deliveries of events to targets. */
export const INVOCATION_KIND = "events.invocation";

/** Takes an event into a bus: queues it for every target of every enabled rule that it matches. */
export function ingest(
  state: EventsState,
  cloud: Cloud,
  { bus, event, hops = 0 }: { bus: EventBus; event: Event; hops?: number },
): void {
  for (const rule of rulesOf(state, bus)) {
    const { enabled, eventPattern } = rule;
    if (enabled && eventPattern !== undefined && matches(state.compiled(eventPattern), event)) {
      queueForTargets(cloud, rule, { event, hops });
    }
  }
}

/** Queues an event for every target of a rule. */
export function queueForTargets(
  cloud: Cloud,
  rule: Rule,
  { event, hops }: { event: Event; hops: number },
): void {
  const { arn, name, accountId } = rule;
  const ingestedAt = cloud.clock.now();
  for (const target of rule.targets) {
    const pending: PendingInvocation = {
      event,
      rule: { arn, name, accountId },
      target,
      ingestedAt,
      hops,
    };
    cloud.deliveries.enqueue(INVOCATION_KIND, pending);
  }
}
