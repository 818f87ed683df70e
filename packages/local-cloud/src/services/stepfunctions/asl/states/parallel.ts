import type { Branch, ParallelState } from "../definition.ts";
import { once, runGroup } from "../group.ts";
import type { Json } from "../json.ts";
import type { StateExit, StateVisit } from "../state-visit.ts";

const NEVER_TOLERATE = (): boolean => false;

async function branchInput(visit: StateVisit, state: ParallelState): Promise<Json> {
  const input = visit.selectedInput(state);
  const [field, template] =
    visit.language === "JSONata"
      ? ["Arguments", state.Arguments]
      : ["Parameters", state.Parameters];
  return template === undefined ? input : visit.evaluator().fill(field ?? "", template, { input });
}

/** Runs every branch on the same input; the output is the array of theirs. */
export async function runParallel(visit: StateVisit, state: ParallelState): Promise<StateExit> {
  const { frame } = visit;
  const input = await branchInput(visit, state);
  frame.emit("ParallelStateStarted");
  const branchOf = async (branch: Branch, index: number, signal: AbortSignal): Promise<Json> => {
    const language = branch.QueryLanguage ?? frame.language;
    const fork = frame.fork({ name: String(index), signal, language });
    const output = await frame.runtime.runBranch(fork, branch, input);
    frame.lastEventId = fork.lastEventId;
    return output;
  };
  const output = await once(frame, "ParallelState", async () => {
    const outcomes = await runGroup(frame, {
      count: state.Branches.length,
      concurrency: state.Branches.length,
      tolerates: NEVER_TOLERATE,
      run: (index, signal) => {
        const branch = state.Branches[index];
        if (branch === undefined) throw new RangeError(`no branch ${index}`);
        return branchOf(branch, index, signal);
      },
    });
    return outcomes.map((outcome) => ("output" in outcome ? outcome.output : null));
  });
  return visit.finish(state, output);
}
