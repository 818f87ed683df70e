import { checkState, type CheckScope } from "./check-state.ts";
import type { Branch, State, StateMachine } from "./definition.ts";
import { type Diagnostic, schemaFault } from "./diagnostics.ts";
import { own } from "./json.ts";

/** Names already used anywhere in the machine: they are unique across all its branches. */
type Seen = Set<string>;

function transitions(state: State): readonly [field: string, target: string][] {
  const found: [string, string][] = [];
  if ("Next" in state && state.Next !== undefined) found.push(["Next", state.Next]);
  if ("Catch" in state) {
    state.Catch?.forEach(({ Next }, index) => found.push([`Catch[${index}]/Next`, Next]));
  }
  if (state.Type !== "Choice") return found;
  for (const [index, rule] of state.Choices.entries()) {
    const next = own(rule, "Next");
    if (typeof next === "string") found.push([`Choices[${index}]/Next`, next]);
  }
  if (state.Default !== undefined) found.push(["Default", state.Default]);
  return found;
}

function missingTarget(field: string, target: string, location: string): Diagnostic {
  return {
    code: "MISSING_TRANSITION_TARGET",
    message: `Missing '${field}' target: ${target}`,
    location: `${location}/${field}`,
  };
}

function checkTargets(branch: Branch, at: string): Diagnostic[] {
  const faults: Diagnostic[] = [];
  if (!Object.hasOwn(branch.States, branch.StartAt)) {
    faults.push(missingTarget("StartAt", branch.StartAt, at));
  }
  for (const [name, state] of Object.entries(branch.States)) {
    for (const [field, target] of transitions(state)) {
      if (Object.hasOwn(branch.States, target)) continue;
      faults.push(missingTarget(field, target, `${at}/States/${name}`));
    }
  }
  return faults;
}

function unreachable(branch: Branch, at: string): readonly Diagnostic[] {
  const reached = new Set([branch.StartAt]);
  for (const name of reached) {
    const state = Object.hasOwn(branch.States, name) ? branch.States[name] : undefined;
    if (state !== undefined) transitions(state).forEach(([, target]) => reached.add(target));
  }
  return Object.keys(branch.States)
    .filter((name) => !reached.has(name))
    .map((name) => ({
      code: "MISSING_TRANSITION_TARGET",
      message: `State "${name}" is not reachable.`,
      location: `${at}/States/${name}`,
    }));
}

function branchesOf(state: State): readonly [location: string, branch: Branch][] {
  if (state.Type === "Parallel") {
    return state.Branches.map((branch, index) => [`Branches[${index}]`, branch]);
  }
  if (state.Type !== "Map") return [];
  const found: [string, Branch][] = [];
  if (state.ItemProcessor !== undefined) found.push(["ItemProcessor", state.ItemProcessor]);
  if (state.Iterator !== undefined) found.push(["Iterator", state.Iterator]);
  return found;
}

interface BranchScope extends CheckScope {
  readonly seen: Seen;
  readonly at: string;
}

function checkBranch(branch: Branch, scope: BranchScope): readonly Diagnostic[] {
  const { seen, at } = scope;
  const inner = { ...scope, language: branch.QueryLanguage ?? scope.language };
  const faults = [...checkTargets(branch, at), ...unreachable(branch, at)];
  if (Object.keys(branch.States).length === 0) {
    faults.push(schemaFault("Value must not be empty", `${at}/States`));
  }
  for (const [name, state] of Object.entries(branch.States)) {
    const location = `${at}/States/${name}`;
    if (seen.has(name)) {
      faults.push({
        code: "DUPLICATE_STATE_NAME",
        message: `Duplicate State name: ${name}`,
        location,
      });
    }
    seen.add(name);
    faults.push(...checkState(state, location, inner));
    for (const [field, nested] of branchesOf(state)) {
      faults.push(...checkBranch(nested, { ...inner, at: `${location}/${field}` }));
    }
  }
  return faults;
}

/** Checks what the shape of a definition cannot say: targets, paths, expressions, resources. */
export function checkMachine(
  machine: StateMachine,
  type: CheckScope["type"],
): readonly Diagnostic[] {
  const language = machine.QueryLanguage ?? "JSONPath";
  return checkBranch(machine, { type, language, seen: new Set(), at: "" });
}
