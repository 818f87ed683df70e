import { evaluate } from "../evaluation/evaluate.ts";
import { mapMembers, sameJson, type Json, type JsonObject } from "../json.ts";
import type { Model, ResourceValues } from "../model.ts";
import type { ChangeRecord, ResourceRecord, StackRecord, Target } from "../records.ts";
import { changedProperties as differingProperties } from "../resource-type.ts";
import type { DependencyGraph } from "../template/dependency-graph.ts";
import { sameTags } from "./bring.ts";
import { modelOf, recordedValues, type Engine } from "./engine.ts";

/** What an operation would do. */
export interface Plan {
  readonly changes: readonly ChangeRecord[];
  /** Something else differs: outputs, tags, policies, metadata. */
  readonly otherChanges: boolean;
}

const AFTER_APPLY = "{{changeSet:KNOWN_AFTER_APPLY}}"; // what AWS's change sets show

/**
 * Compares a target with the resources that are there, without changing any.
 *
 * @throws {AwsError} `ValidationError`: the target cannot be evaluated.
 */
export function planChanges(engine: Engine, stack: StackRecord, target: Target): Plan {
  const unknown = new Set<string>();
  const changing = new Set<string>();
  const reads: { unknown: boolean } = { unknown: false };
  const values = foreseeing(recordedValues(engine, stack.id), { unknown, changing }, reads);
  const model = modelOf(engine, stack, { target, values });
  const records = new Map(engine.store.resources(stack.id).map((r) => [r.logicalId, r]));
  const changes: ChangeRecord[] = [];

  for (const logicalId of inDependencyOrder(model.graph)) {
    const change = changeOf({ engine, target, model, reads }, logicalId, records.get(logicalId));
    if (change === undefined) continue;
    changes.push(change);
    changing.add(logicalId);
    if (change.action === "Add" || change.replacement === "True") unknown.add(logicalId);
  }
  for (const [logicalId, record] of records) {
    if (!model.resources.has(logicalId)) changes.push(removal(record));
  }
  const otherChanges =
    !sameTags({ stackTags: stack.current.tags }, { stackTags: target.tags }) ||
    [...records.values()].some((record) => policiesDiffer(model, record)) ||
    outputsDiffer(model, stack, reads);
  return { changes, otherChanges };
}

/**
 * Answers for resources that are yet to be made with a mark, and notes that it did; so too for an
 * attribute that a change may bring, as a table's stream has an ARN once the stream is on.
 */
function foreseeing(
  known: ResourceValues,
  { unknown, changing }: { unknown: ReadonlySet<string>; changing: ReadonlySet<string> },
  reads: { unknown: boolean },
): ResourceValues {
  const answer = (logicalId: string, value: Json | undefined): Json | undefined => {
    const isToCome = value === undefined && changing.has(logicalId);
    if (!unknown.has(logicalId) && !isToCome) return value;
    reads.unknown = true;
    return AFTER_APPLY;
  };
  return {
    ref: (logicalId) => answer(logicalId, known.ref(logicalId)),
    attribute: (logicalId, name) => answer(logicalId, known.attribute(logicalId, name)),
  };
}

interface Foresight {
  readonly engine: Engine;
  readonly target: Target;
  readonly model: Model;
  readonly reads: { unknown: boolean };
}

function changeOf(
  { engine, target, model, reads }: Foresight,
  logicalId: string,
  record: ResourceRecord | undefined,
): ChangeRecord | undefined {
  const declaration = model.resources.get(logicalId);
  if (declaration === undefined) return undefined;
  const { type, properties } = declaration;
  const current = record?.current;
  const evaluated = evaluateKnown(properties, { model, reads });
  if (current === undefined) {
    return { action: "Add", logicalId, type, changedProperties: [] };
  }
  const resourceType = engine.types.get(type);
  const changedProperties = differingProperties(current.properties, evaluated, sameJson);
  const takesTags = resourceType?.takesStackTags === true;
  if (takesTags && !sameTags(current, { stackTags: target.tags })) changedProperties.push("Tags");
  if (changedProperties.length === 0) return undefined;
  const replacement = resourceType?.replaces(changedProperties) === true ? "True" : "False";
  const { physicalId } = current;
  return { action: "Modify", logicalId, type, physicalId, replacement, changedProperties };
}

/** Evaluates each property alone: one that needs an unknown value becomes the mark. */
function evaluateKnown(
  properties: JsonObject,
  { model, reads }: Pick<Foresight, "model" | "reads">,
): JsonObject {
  return mapMembers(properties, (value) => {
    reads.unknown = false;
    try {
      const result = evaluate(value, model.scope);
      return reads.unknown ? AFTER_APPLY : result;
    } catch (error) {
      // A function over a mark, such as Fn::Split, cannot work before the value is known.
      if (reads.unknown) return AFTER_APPLY;
      throw error;
    }
  });
}

function outputsDiffer(model: Model, stack: StackRecord, reads: { unknown: boolean }): boolean {
  const before = new Map(stack.outputs.map((output) => [output.key, output]));
  if (before.size !== model.outputs.size) return true;
  return [...model.outputs].some(([key, { Value, Export, Description }]) => {
    const old = before.get(key);
    const next = evaluateKnown(
      {
        value: Value,
        exportName: Export?.Name ?? "",
        description: Description ?? "",
      },
      { model, reads },
    );
    return (
      old === undefined ||
      !sameJson(next["value"], old.value) ||
      next["exportName"] !== (old.exportName ?? "") ||
      next["description"] !== (old.description ?? "")
    );
  });
}

function policiesDiffer(
  { resources }: Model,
  { logicalId, current, metadata }: ResourceRecord,
): boolean {
  const declaration = resources.get(logicalId);
  if (declaration === undefined || current === undefined) return false;
  return (
    declaration.deletionPolicy !== current.deletionPolicy ||
    declaration.updateReplacePolicy !== current.updateReplacePolicy ||
    !sameJson(declaration.metadata, metadata)
  );
}

function removal({ logicalId, type, current }: ResourceRecord): ChangeRecord {
  const physicalId = current === undefined ? {} : { physicalId: current.physicalId };
  return { action: "Remove", logicalId, type, ...physicalId, changedProperties: [] };
}

function* inDependencyOrder(graph: DependencyGraph): Generator<string> {
  const done = new Set<string>();
  const stack = [...graph.keys()].reverse();
  for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
    const missing = done.has(id)
      ? []
      : [...(graph.get(id) ?? [])].filter((need) => !done.has(need));
    if (missing.length > 0) {
      stack.push(...missing);
      continue;
    }
    stack.pop();
    if (!done.has(id)) yield id;
    done.add(id);
  }
}
