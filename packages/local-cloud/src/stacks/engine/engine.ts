import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { In, OperationName, Out } from "../../service.ts";
import type { ServiceId, ServiceModules } from "../../service-table.ts";
import { own } from "../json.ts";
import { buildModel, type Model, type ResourceValues, type StackIdentity } from "../model.ts";
import type { OperationRecord, StackRecord, Target } from "../records.ts";
import type { ResourceType } from "../resource-type.ts";
import type { StackStore } from "../stack-store.ts";

/** What deploys stacks: the cloud, the records and the resource types. */
export interface Engine {
  readonly cloud: Cloud;
  readonly store: StackStore;
  readonly types: ReadonlyMap<string, ResourceType>;
}

/** One operation on one stack, under way. */
export interface Run {
  readonly engine: Engine;
  readonly stack: StackRecord;
  readonly operation: OperationRecord;
}

/** Most resources of a stack that are worked on side by side. */
export const PARALLEL_RESOURCES = 8;

/** The pseudo parameters of a stack. */
function identityOf({ cloud }: Engine, stack: { id: string; name: string }): StackIdentity {
  const { accountId, region } = cloud.config;
  return { id: stack.id, name: stack.name, accountId, region };
}

/** What the resources of a stack answer now. */
export function recordedValues({ store }: Engine, stackId: string): ResourceValues {
  const current = (logicalId: string) => store.resource(stackId, logicalId)?.current;
  return {
    ref: (logicalId) => current(logicalId)?.ref,
    attribute: (logicalId, name) => own(current(logicalId)?.attributes ?? {}, name),
  };
}

/**
 * Finds the value of an export.
 *
 * @throws {AwsError} `ValidationError`: no stack exports it.
 */
function importValue({ store }: Engine, name: string): string {
  const entry = store.exports().find((candidate) => candidate.name === name);
  if (entry === undefined) throw new AwsError("ValidationError", `No export named ${name} found.`);
  return entry.output.value;
}

/** The model of a target over the resources as they are now; `imported` collects export names. */
export function modelOf(
  engine: Engine,
  stack: { id: string; name: string },
  options: { target: Target; values?: ResourceValues; imported?: Set<string> },
): Model {
  return buildModel(options.target, {
    identity: identityOf(engine, stack),
    values: options.values ?? recordedValues(engine, stack.id),
    importValue(name) {
      const value = importValue(engine, name);
      options.imported?.add(name);
      return value;
    },
  });
}

/** Calls an operation as the stack's role, or as the one who asked for the operation. */
export async function callFor<S extends ServiceId, O extends OperationName<ServiceModules[S]>>(
  { engine, operation }: Run,
  [service, name]: readonly [S, O],
  input: In<ServiceModules[S], O>,
): Promise<Out<ServiceModules[S], O>> {
  const { stopping } = engine.cloud;
  return engine.cloud.call(service, name, input, { as: actorOf(operation), signal: stopping });
}

function actorOf({ principal, target }: OperationRecord): Principal {
  if (target.roleArn === undefined) return principal;
  const accountId = target.roleArn.split(":")[4] ?? principal.accountId;
  return { kind: "role", accountId, roleArn: target.roleArn, sessionName: "AWSCloudFormation" };
}

/** Stores a new state of the stack and the stack event that tells of it. */
export function setStackStatus(
  { engine, operation }: Run,
  stack: StackRecord,
  { status, reason }: { status: string; reason?: string | undefined },
): StackRecord {
  const { reason: _old, ...rest } = stack;
  const next: StackRecord = { ...rest, status, ...(reason === undefined ? {} : { reason }) };
  engine.store.transaction(() => {
    engine.store.putStack(next);
    addStackEvent(engine, next, operation.clientRequestToken);
  });
  return next;
}

/** Adds the event of the stack's own status. */
export function addStackEvent(engine: Engine, stack: StackRecord, token?: string): void {
  engine.store.addEvent(stack.id, {
    logicalId: stack.name,
    physicalId: stack.id,
    type: "AWS::CloudFormation::Stack",
    status: stack.status,
    ...(stack.reason === undefined ? {} : { reason: stack.reason }),
    ...(token === undefined ? {} : { token }),
  });
}
