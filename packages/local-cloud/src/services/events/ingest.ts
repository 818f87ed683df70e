import type { Cloud } from "../../cloud.ts";
import { matches } from "../../patterns/match.ts";
import type { Archive } from "./archives/archive.ts";
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
  /** Tries made before it was put off for the sake of a rate limit. */
  readonly tries?: number;
  /** It has waited for its place among the calls of its destination. */
  readonly hasPlace?: boolean;
}

/** The deliveries of events to targets. */
export const INVOCATION_KIND = "events.invocation";

/** An event that comes to a bus. */
export interface Arrival {
  readonly bus: EventBus;
  readonly event: Event;
  /** Buses that it has passed through before. */
  readonly hops?: number;
  /** The rules that a replay is for; all when left out. */
  readonly onlyRules?: readonly string[] | undefined;
}

/** Takes an event into a bus: keeps it in the bus's archives, and queues it for every target of every enabled rule that it matches. */
export function ingest(
  state: EventsState,
  cloud: Cloud,
  { bus, event, hops = 0, onlyRules }: Arrival,
): void {
  for (const archive of archivesOf(state, bus, event)) state.archives.add(archive, event);
  for (const rule of rulesOf(state, bus)) {
    const { enabled, eventPattern } = rule;
    if (onlyRules?.includes(rule.arn) === false) continue;
    if (enabled && eventPattern !== undefined && matches(state.compiled(eventPattern), event)) {
      queueForTargets(cloud, rule, { event, hops });
    }
  }
}

/** The archives of a bus that keep an event; those never keep what was replayed. */
function archivesOf(state: EventsState, bus: EventBus, event: Event): Archive[] {
  if (event["replay-name"] !== undefined) return [];
  return state.archives.archives
    .entries({ prefix: `${bus.accountId}/` })
    .map(([, archive]) => archive)
    .filter(
      ({ eventSourceArn, eventPattern }) =>
        eventSourceArn === bus.arn &&
        (eventPattern === undefined || matches(state.compiled(eventPattern), event)),
    );
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
