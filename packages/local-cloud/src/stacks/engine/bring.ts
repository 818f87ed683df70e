import { randomUUID } from "node:crypto";
import { AwsError } from "../../errors.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { isObject, sameJson, type JsonObject } from "../json.ts";
import type { Model } from "../model.ts";
import type { Attempt, Incarnation, ResourceRecord } from "../records.ts";
import { changedProperties, type ResourceType } from "../resource-type.ts";
import type { ResourceDeclaration } from "../template/template.ts";
import type { Run } from "./engine.ts";
import { resolved } from "./resolved.ts";
import { incarnationOf, makeJob, note, reasonOf, StepFailure, typeOf } from "./resource-step.ts";

/** A resource and what it is to be. */
interface Step {
  readonly run: Run;
  readonly type: ResourceType;
  readonly record: ResourceRecord;
  readonly attempt: Attempt;
}

/**
 * Makes one resource what the model wants: creates it, updates it in place, replaces it, or finds
 * that nothing has changed.
 *
 * @throws {StepFailure} After the event that tells why.
 */
export async function bring(run: Run, model: Model, logicalId: string): Promise<void> {
  const declaration = model.resources.get(logicalId);
  if (declaration === undefined) return;
  const record =
    run.engine.store.resource(run.stack.id, logicalId) ?? newRecord(run, logicalId, declaration);
  try {
    const type = typeOf(run, declaration.type);
    const attempt = attemptAt(run, model, { logicalId, declaration, record, type });
    const { metadata } = declaration;
    const described = { ...record, ...(metadata === undefined ? {} : { metadata }) };
    await bringTo({ run, type, record: described, attempt }, declaration);
  } catch (error) {
    const latest = run.engine.store.resource(run.stack.id, logicalId) ?? record;
    const status = latest.current === undefined ? "CREATE_FAILED" : "UPDATE_FAILED";
    note(run, latest, { status, reason: reasonOf(error), properties: latest.attempt?.properties });
    throw new StepFailure(logicalId, error);
  }
}

async function bringTo(step: Step, declaration: ResourceDeclaration): Promise<void> {
  const { type, record, attempt } = step;
  const { current } = record;
  if (current === undefined) return create(step, undefined);
  if (record.type !== declaration.type) {
    throw new AwsError(
      "ValidationError",
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${record.logicalId}]`,
    );
  }
  const changed = changedProperties(current.properties, attempt.properties, sameJson);
  const retagged = type.takesStackTags && !sameTags(current, attempt);
  if (changed.length === 0 && !retagged) return keep(step, current);
  if (!type.replaces(changed)) return update(step, current);
  refuseSameName(type, current, attempt);
  await create(step, current);
}

/** Nothing about the resource changes, only what the stack knows of it. */
function keep({ run, record, attempt }: Step, current: Incarnation): void {
  const { dependsOn, deletionPolicy, updateReplacePolicy } = attempt;
  const next = { ...current, dependsOn, deletionPolicy, updateReplacePolicy };
  run.engine.store.putResource(run.stack.id, { ...record, current: next });
}

async function create(step: Step, old: Incarnation | undefined): Promise<void> {
  const { run, type, attempt } = step;
  const { logicalId } = step.record;
  const resumed = step.record.attempt?.kind === "create";
  const verb = old === undefined ? "CREATE" : "UPDATE";
  const { properties } = attempt;
  let record: ResourceRecord = { ...step.record, attempt };
  if (!resumed) {
    const reason =
      old === undefined
        ? undefined
        : "Requested update requires the creation of a new physical resource; hence creating one.";
    record = note(run, record, { status: `${verb}_IN_PROGRESS`, reason, properties });
  }
  const initiated = (physicalId: string): void => {
    record = { ...record, attempt: { ...attempt, physicalId } };
    const reason = "Resource creation Initiated";
    record = note(run, record, { status: `${verb}_IN_PROGRESS`, reason, physicalId, properties });
  };
  const job = makeJob(run, attempt, { logicalId, resumed, started: initiated });
  const made = await type.create(await resolved(run, properties), job);
  if (record.attempt?.physicalId === undefined) initiated(made.physicalId);
  const { attempt: _done, ...rest } = record;
  const before = old === undefined ? {} : { before: rest.before ?? old };
  const next = { ...rest, ...before, current: incarnationOf(attempt, made) };
  note(run, next, { status: `${verb}_COMPLETE`, properties });
}

async function update(step: Step, current: Incarnation): Promise<void> {
  const { run, type, attempt } = step;
  const { properties } = attempt;
  const before = step.record.before ?? current;
  const underWay = { ...step.record, before, attempt: { ...attempt, kind: "update" as const } };
  const status = "UPDATE_IN_PROGRESS";
  const record = note(run, underWay, { status, properties, physicalId: current.physicalId });
  const made = await type.update(await resolved(run, properties), {
    ...makeJob(run, attempt, { logicalId: record.logicalId, resumed: false }),
    physicalId: current.physicalId,
    previous: current.properties,
    previousStackTags: current.stackTags,
    made: { ref: current.ref, attributes: current.attributes },
  });
  const { attempt: _done, ...rest } = record;
  const next = { ...rest, current: incarnationOf(attempt, made) };
  note(run, next, { status: "UPDATE_COMPLETE", properties });
}

function newRecord(
  { engine }: Run,
  logicalId: string,
  { type }: ResourceDeclaration,
): ResourceRecord {
  const updatedAt = engine.cloud.clock.now();
  return { logicalId, type, status: "CREATE_IN_PROGRESS", updatedAt, isNew: true };
}

function attemptAt(
  run: Run,
  model: Model,
  of: {
    logicalId: string;
    declaration: ResourceDeclaration;
    record: ResourceRecord;
    type: ResourceType;
  },
): Attempt {
  const { logicalId, declaration, record, type } = of;
  const { properties, deletionPolicy, updateReplacePolicy } = declaration;
  const physicalId = record.attempt?.physicalId;
  const resumed = record.attempt?.kind === "create";
  return {
    kind: "create",
    properties: evaluateProperties(model, properties),
    stackTags: type.takesStackTags ? run.operation.target.tags : [],
    nonce: resumed ? (record.attempt?.nonce ?? randomUUID()) : randomUUID(),
    dependsOn: [...(model.graph.get(logicalId) ?? [])],
    deletionPolicy,
    updateReplacePolicy,
    ...(resumed && physicalId !== undefined ? { physicalId } : {}),
  };
}

/** The properties of a resource with every intrinsic function replaced. */
function evaluateProperties(model: Model, properties: JsonObject): JsonObject {
  const value = evaluate(properties, model.scope);
  return isObject(value) ? value : {};
}

/** Whether a resource has the stack tags that an attempt gives it. */
export function sameTags(
  current: Pick<Incarnation, "stackTags">,
  next: Pick<Attempt, "stackTags">,
): boolean {
  return sameJson(tagTexts(current), tagTexts(next));
}

function tagTexts({ stackTags }: Pick<Incarnation, "stackTags">): string[] {
  return stackTags.map(({ Key, Value }) => `${Key}=${Value}`).sort();
}

function refuseSameName(type: ResourceType, current: Incarnation, attempt: Attempt): void {
  const { nameProperty } = type;
  if (nameProperty === undefined) return;
  const name = attempt.properties[nameProperty];
  if (name === undefined || !sameJson(name, current.properties[nameProperty])) return;
  throw new AwsError(
    "ValidationError",
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${JSON.stringify(name)} and update the stack again.`,
  );
}
