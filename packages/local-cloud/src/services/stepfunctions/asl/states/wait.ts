import { timestampMs } from "../choice-comparison.ts";
import type { WaitState } from "../definition.ts";
import { runtimeError } from "../errors.ts";
import type { Json } from "../json.ts";
import type { StateExit, StateVisit } from "../state-visit.ts";

async function dueAt(visit: StateVisit, state: WaitState, input: Json): Promise<number> {
  const evaluator = visit.evaluator();
  const seconds = await evaluator.integer(
    { field: "Seconds", value: state.Seconds, path: state.SecondsPath, minimum: 0 },
    input,
  );
  if (seconds !== undefined) return visit.frame.atMs + seconds * 1000;
  const timestamp = await evaluator.value(
    { field: "Timestamp", value: state.Timestamp, path: state.TimestampPath },
    input,
  );
  const at = timestampMs(timestamp);
  if (at !== undefined) return at;
  throw runtimeError(
    `The value for the field 'Timestamp' is not a timestamp: ${JSON.stringify(timestamp)}`,
  );
}

/** Waits for a number of seconds from its entry, or until a moment; a restart keeps the moment. */
export async function runWait(visit: StateVisit, state: WaitState): Promise<StateExit> {
  const input = visit.selectedInput(state);
  await visit.frame.waitUntil(await dueAt(visit, state, input));
  return visit.finish(state, input);
}
