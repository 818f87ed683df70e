import type { PassState } from "../definition.ts";
import type { StateExit, StateVisit } from "../state-visit.ts";

/** Passes its input on, or a fixed `Result`, or what `Parameters` or `Output` make of it. */
export async function runPass(visit: StateVisit, state: PassState): Promise<StateExit> {
  const input = visit.selectedInput(state);
  if (visit.language === "JSONata") return visit.finish(state, input);
  const parameters =
    state.Parameters === undefined
      ? input
      : await visit.evaluator().fill("Parameters", state.Parameters, { input });
  return visit.finish(state, state.Result === undefined ? parameters : state.Result);
}
