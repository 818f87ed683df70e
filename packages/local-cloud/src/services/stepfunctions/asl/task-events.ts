import type { StateError } from "./errors.ts";
import type { JournalRecord } from "./journal.ts";
import { type Json, type JsonObject, parseJson } from "./json.ts";
import type { TaskResource } from "./resource.ts";

/** What the first event of an attempt shows. */
export interface ScheduledTask {
  readonly payload: Json;
  readonly region: string;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** One history event before it has its place. */
export interface EventDraft {
  readonly type: string;
  readonly details?: JsonObject;
}

function limits({ timeoutSeconds, heartbeatSeconds }: ScheduledTask): JsonObject {
  return {
    ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
  };
}

function identity(resource: TaskResource): JsonObject {
  if (resource.kind !== "service") return {};
  return { resourceType: resource.resourceType, resource: resource.resource };
}

function prefix(resource: TaskResource): string {
  if (resource.kind === "service") return "Task";
  return resource.kind === "function" ? "LambdaFunction" : "Activity";
}

/** `TaskScheduled`, or `LambdaFunctionScheduled` for a bare function ARN. */
export function scheduledEvent(resource: TaskResource, task: ScheduledTask): EventDraft {
  const text = JSON.stringify(task.payload);
  if (resource.kind === "service") {
    return {
      type: "TaskScheduled",
      details: { ...identity(resource), region: task.region, parameters: text, ...limits(task) },
    };
  }
  return {
    type: `${prefix(resource)}Scheduled`,
    details: {
      resource: resource.arn,
      input: text,
      inputDetails: { truncated: false },
      ...limits(task),
    },
  };
}

/** The event that an attempt has begun; a function's carries no details. */
export function startedEvent(resource: TaskResource): EventDraft {
  const type = `${prefix(resource)}Started`;
  return resource.kind === "service" ? { type, details: identity(resource) } : { type };
}

/** The events of an answer: `Submitted` for a job or a token's task, `Succeeded` for the end. */
export function answeredEvent(
  resource: TaskResource,
  step: "Submitted" | "Succeeded",
  output: string,
): EventDraft {
  const details = { ...identity(resource), output, outputDetails: { truncated: false } };
  return { type: `${prefix(resource)}${step}`, details };
}

/** The event of a failure. */
export function failedEvent(
  resource: TaskResource,
  error: StateError,
  step: "Failed" | "TimedOut" | "SubmitFailed",
): EventDraft {
  const details = { ...identity(resource), ...error.toFailure() };
  return { type: `${prefix(resource)}${step}`, details };
}

/** What a recorded event of an answer carried. */
export function recordedOutput({ details }: JournalRecord): Json {
  const output = details?.["output"];
  return typeof output === "string" ? parseJson(output) : null;
}
