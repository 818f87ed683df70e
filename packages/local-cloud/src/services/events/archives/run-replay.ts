import { DONE, type Delivery, type DeliveryOutcome } from "../../../store/deliveries.ts";
import { lookUpBus, type EventsState } from "../events-state.ts";
import { ingest } from "../ingest.ts";
import type { Event, EventBus } from "../model.ts";
import type { Replay } from "./archive.ts";
import type { ArchivedEvent } from "./archive-store.ts";

/** The durable work of replays. */
export const REPLAY_KIND = "events.replay";

const EVENTS_PER_STEP = 100;
const STEP_MS = 100; // a thousand events in a second; AWS does not say how fast it replays

/** Says how replays run. Call it when the plugin opens. */
export function handleReplays(state: EventsState): void {
  state.cloud.deliveries.handle<{ key: string }>(REPLAY_KIND, {}, async (delivery) =>
    runStep(state, delivery),
  );
}

/** One step: its events and the position after them are stored together, so none comes twice. */
function runStep(state: EventsState, { payload }: Delivery<{ key: string }>): DeliveryOutcome {
  const replay = state.archives.replays.get(payload.key);
  if (replay === undefined) return DONE;
  if (replay.phase === "CANCELLING") return end(state, replay, { phase: "CANCELLED" });
  const bus = lookUpBus(state, replay.busArn, replay.accountId);
  const archive = state.archives.archives.get(
    `${replay.accountId}/${replay.archiveArn.split("/").at(-1)}`,
  );
  if (bus === undefined || archive === undefined) {
    const reason = `The ${bus === undefined ? "event bus" : "archive"} of the replay is gone.`;
    return end(state, replay, { phase: "FAILED", reason });
  }
  state.archives.expire(archive);
  const events = state.archives.read(replay, EVENTS_PER_STEP);
  return state.cloud.store.transaction(() => {
    for (const archived of events) replayEvent(state, { replay, bus, archived });
    const last = events.at(-1) ?? replay.last;
    if (events.length < EVENTS_PER_STEP) {
      return end(state, withLast(replay, last), { phase: "COMPLETED" });
    }
    put(state, { ...withLast(replay, last), phase: "RUNNING" });
    return { retryInMs: STEP_MS };
  });
}

function replayEvent(
  state: EventsState,
  { replay, bus, archived }: { replay: Replay; bus: EventBus; archived: ArchivedEvent },
): void {
  const event: Event = { ...archived.event, "replay-name": replay.name };
  ingest(state, state.cloud, { bus, event, onlyRules: replay.ruleArns });
}

function withLast(replay: Replay, last: Replay["last"]): Replay {
  if (last === undefined) return replay;
  return { ...replay, last: { eventAt: last.eventAt, sequence: last.sequence } };
}

function end(
  state: EventsState,
  replay: Replay,
  outcome: Pick<Replay, "phase" | "reason">,
): DeliveryOutcome {
  put(state, { ...replay, ...outcome, endedAt: state.cloud.clock.now() });
  return DONE;
}

function put({ archives }: EventsState, replay: Replay): void {
  archives.replays.put(`${replay.accountId}/${replay.name}`, replay);
}
