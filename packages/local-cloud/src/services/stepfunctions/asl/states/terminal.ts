import type { FailState, SucceedState } from "../definition.ts";
import { StateError } from "../errors.ts";
import type { ValueOrPath } from "../evaluator.ts";
import type { StateExit, StateVisit } from "../state-visit.ts";

/** Ends the branch with its input, or with what `Output` or `OutputPath` make of it. */
export async function runSucceed(visit: StateVisit, state: SucceedState): Promise<StateExit> {
  return visit.finish(state, visit.selectedInput(state));
}

/** Fails the branch. @throws {StateError} always: with the state's `Error` and `Cause`. */
export async function runFail(visit: StateVisit, state: FailState): Promise<never> {
  const text = async (source: ValueOrPath): Promise<string | undefined> => {
    const value = await visit.evaluator().value(source, visit.input);
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  };
  const error = await text({ field: "Error", value: state.Error, path: state.ErrorPath });
  const cause = await text({ field: "Cause", value: state.Cause, path: state.CausePath });
  throw new StateError(error ?? "", cause);
}
