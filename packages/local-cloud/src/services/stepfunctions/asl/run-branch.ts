import { setImmediate as nextTurn } from "node:timers/promises";
import type { Branch, State } from "./definition.ts";
import { Aborted, runtimeError } from "./errors.ts";
import type { Frame } from "./frame.ts";
import { withHandlers } from "./handle-errors.ts";
import { type Json } from "./json.ts";
import { type StateExit, StateVisit } from "./state-visit.ts";
import { runChoice } from "./states/choice.ts";
import { runMap } from "./states/map.ts";
import { runParallel } from "./states/parallel.ts";
import { runPass } from "./states/pass.ts";
import { runTask } from "./states/task.ts";
import { runFail, runSucceed } from "./states/terminal.ts";
import { runWait } from "./states/wait.ts";

const TRANSITIONS_PER_TURN = 32; // then the event loop gets its turn: a loop of states must not starve it
const LEAVES_ABORT_EVENT = new Set<State["Type"]>(["Task", "Wait", "Parallel", "Map"]);

function work(visit: StateVisit, state: State): Promise<StateExit> {
  switch (state.Type) {
    case "Pass":
      return runPass(visit, state);
    case "Task":
      return runTask(visit, state);
    case "Choice":
      return runChoice(visit, state);
    case "Wait":
      return runWait(visit, state);
    case "Succeed":
      return runSucceed(visit, state);
    case "Fail":
      return runFail(visit, state);
    case "Parallel":
      return runParallel(visit, state);
    case "Map":
      return runMap(visit, state);
  }
}

async function runState(frame: Frame, state: State, from: { name: string; input: Json }) {
  const visit = new StateVisit(frame, { ...from, state });
  try {
    const exit = await withHandlers(visit, state, () => work(visit, state));
    visit.exit(state.Type, exit);
    return exit;
  } catch (thrown) {
    const isAborted = thrown instanceof Aborted;
    if (isAborted && !frame.runtime.isOver() && LEAVES_ABORT_EVENT.has(state.Type)) {
      frame.emit(`${state.Type}StateAborted`);
    }
    throw thrown;
  }
}

/**
 * Runs the states of a machine, branch or iteration from its start to its end.
 *
 * @throws {StateError} a state failed and nothing handled it. @throws {Aborted} it was stopped.
 */
export async function runBranch(frame: Frame, branch: Branch, input: Json): Promise<Json> {
  let at = { name: branch.StartAt, input };
  for (let transitions = 1; ; transitions += 1) {
    const state = Object.hasOwn(branch.States, at.name) ? branch.States[at.name] : undefined;
    if (state === undefined) throw runtimeError(`There is no state '${at.name}'`);
    const exit = await runState(frame, state, at);
    if (exit.next === undefined) return exit.output;
    at = { name: exit.next, input: exit.output };
    if (transitions % TRANSITIONS_PER_TURN === 0) await nextTurn();
  }
}
