import { NotEmulatedError } from "../../errors.ts";
import { loadModel } from "../../protocol/model.ts";
import type { Branch, MapState, StateMachine, TaskState } from "./asl/definition.ts";
import { type Diagnostic, schemaFault } from "./asl/diagnostics.ts";
import { parseResource, type ServiceResource } from "./asl/resource.ts";
import { operationName, OPTIMISED_ACTIONS, serviceName } from "./tasks/service-names.ts";

function unknownResource(resource: string, location: string): Diagnostic {
  return schemaFault(
    `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    `${location}/Resource`,
  );
}

function notEmulated(what: string): never {
  throw new NotEmulatedError("states:CreateStateMachine", what);
}

async function isKnown(resource: ServiceResource): Promise<boolean> {
  const { sdk, service, action, pattern } = resource;
  if (!sdk) {
    const patterns = OPTIMISED_ACTIONS[`${service}:${action}`];
    return patterns === undefined
      ? notEmulated(`the integration ${service}:${action}`)
      : patterns.includes(pattern);
  }
  const names = serviceName(service, true);
  if (names === undefined) return notEmulated(`the integration aws-sdk:${service}`);
  const { operations } = await loadModel(names.row);
  return pattern !== "sync" && operations.has(operationName(action));
}

async function checkTask(state: TaskState, location: string): Promise<readonly Diagnostic[]> {
  if (state.Credentials !== undefined) notEmulated("Credentials of a task");
  const resource = parseResource(state.Resource);
  if (resource?.kind === "activity") notEmulated("activities");
  if (resource?.kind !== "service") return [];
  return (await isKnown(resource)) ? [] : [unknownResource(state.Resource, location)];
}

function checkMap(state: MapState): void {
  if (state.ItemReader !== undefined) notEmulated("ItemReader of a Map state");
  if (state.ResultWriter !== undefined) notEmulated("ResultWriter of a Map state");
}

async function checkBranch(branch: Branch, at: string): Promise<readonly Diagnostic[]> {
  const faults: Diagnostic[] = [];
  for (const [name, state] of Object.entries(branch.States)) {
    const location = `${at}/States/${name}`;
    if (state.Type === "Task") faults.push(...(await checkTask(state, location)));
    const nested = state.Type === "Parallel" ? [...state.Branches] : [];
    if (state.Type === "Map") {
      checkMap(state);
      nested.push(...[state.ItemProcessor, state.Iterator].filter((inner) => inner !== undefined));
    }
    for (const inner of nested) faults.push(...(await checkBranch(inner, location)));
  }
  return faults;
}

/**
 * Finds tasks whose resource does not exist.
 *
 * @throws {NotEmulatedError} the machine uses what AWS has and this cloud has not.
 */
export function checkResources(machine: StateMachine): Promise<readonly Diagnostic[]> {
  return checkBranch(machine, "");
}
