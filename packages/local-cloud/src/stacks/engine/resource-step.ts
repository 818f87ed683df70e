import { randomUUID } from "node:crypto";
import { AwsError, NotEmulatedError } from "../../errors.ts";
import { physicalName, type Job } from "../job.ts";
import type { JsonObject } from "../json.ts";
import type { Attempt, Incarnation, ResourceRecord } from "../records.ts";
import type { Made, ResourceType } from "../resource-type.ts";
import { callFor, type Run } from "./engine.ts";

/** A status of a resource and why. */
export interface StatusChange {
  readonly status: string;
  readonly reason?: string | undefined;
  /** Shown in the event when it is not the resource's own. */
  readonly physicalId?: string | undefined;
  readonly properties?: JsonObject | undefined;
}

/** A failure that an event has already told of. */
export class StepFailure extends Error {
  readonly logicalId: string;

  constructor(logicalId: string, cause: unknown) {
    super(reasonOf(cause), { cause });
    this.logicalId = logicalId;
  }
}

/** Stores a resource with a new status, and the event that tells of it. */
export function note(
  { engine, stack, operation }: Run,
  record: Omit<ResourceRecord, "status" | "reason" | "updatedAt">,
  { status, reason, physicalId, properties }: StatusChange,
): ResourceRecord {
  const { reason: _old, ...rest }: Omit<ResourceRecord, "status" | "updatedAt"> = record;
  const updatedAt = engine.cloud.clock.now();
  const next = { ...rest, status, updatedAt, ...(reason === undefined ? {} : { reason }) };
  const shown = physicalId ?? next.attempt?.physicalId ?? next.current?.physicalId ?? "";
  engine.store.transaction(() => {
    engine.store.putResource(stack.id, next);
    engine.store.addEvent(stack.id, {
      logicalId: record.logicalId,
      physicalId: shown,
      type: record.type,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(properties === undefined ? {} : { properties: JSON.stringify(properties) }),
      ...(operation.clientRequestToken === undefined
        ? {}
        : { token: operation.clientRequestToken }),
    });
  });
  return next;
}

/**
 * The resource type of a name.
 *
 * @throws {NotEmulatedError} A type that is not in the table.
 */
export function typeOf({ engine }: Run, type: string): ResourceType {
  const found = engine.types.get(type);
  if (found !== undefined) return found;
  throw new NotEmulatedError("CloudFormation", `resource type ${type}`);
}

/** What a resource type gets to work with. */
export function makeJob(
  run: Run,
  attempt: Attempt,
  options: { logicalId: string; resumed: boolean; started?: (physicalId: string) => void },
): Job {
  const { engine, stack } = run;
  const { logicalId, resumed, started } = options;
  return {
    cloud: engine.cloud,
    logicalId,
    stack: { id: stack.id, name: stack.name },
    stackTags: attempt.stackTags,
    resumed,
    resumedId: resumed ? attempt.physicalId : undefined,
    signal: engine.cloud.stopping,
    call: async (service, operation, input) => callFor(run, [service, operation], input),
    physicalName: (rules) =>
      physicalName({ stackName: stack.name, logicalId, nonce: attempt.nonce }, rules),
    started: started ?? (() => {}),
  };
}

/** A resource that an attempt made or was about to make. */
export function incarnationOf(attempt: Attempt, made: Made): Incarnation {
  const { properties, stackTags, dependsOn, deletionPolicy, updateReplacePolicy } = attempt;
  return {
    physicalId: made.physicalId,
    ref: made.ref ?? made.physicalId,
    attributes: made.attributes ?? {},
    properties,
    stackTags,
    dependsOn,
    deletionPolicy,
    updateReplacePolicy,
  };
}

/** An attempt at what a resource already is, for going back to it or deleting it. */
export function attemptOf(incarnation: Incarnation, kind: Attempt["kind"]): Attempt {
  const { properties, stackTags, dependsOn, deletionPolicy, updateReplacePolicy } = incarnation;
  const nonce = randomUUID();
  return { kind, nonce, properties, stackTags, dependsOn, deletionPolicy, updateReplacePolicy };
}

/** The text of an event's `ResourceStatusReason` for a failure. */
export function reasonOf(error: unknown): string {
  if (error instanceof NotEmulatedError || isOwnMessage(error)) return error.message;
  if (error instanceof AwsError) {
    return `Resource handler returned message: "${error.message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${handlerCode(error)})`;
  }
  return `Internal Failure: ${error instanceof Error ? error.message : String(error)}`;
}

function isOwnMessage(error: unknown): error is AwsError {
  return error instanceof AwsError && error.code === "ValidationError";
}

function handlerCode({ code, status }: AwsError): string {
  if (/AlreadyExists|AlreadyOwned|ResourceInUse/u.test(code)) return "AlreadyExists";
  if (/AccessDenied|Unauthorized/u.test(code)) return "AccessDenied";
  if (/NotFound|NoSuch|DoesNotExist/u.test(code)) return "NotFound";
  if (/Throttl|TooManyRequests/u.test(code)) return "Throttling";
  return status >= 500 ? "ServiceInternalError" : "InvalidRequest";
}
