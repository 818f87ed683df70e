import { beforeDeadline } from "../deadline.ts";
import type { TaskState } from "../definition.ts";
import { Aborted, runtimeError, StateError, toStateError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import type { JournalRecord } from "../journal.ts";
import type { Json } from "../json.ts";
import { limitedText } from "../payload-limit.ts";
import { parseResource, type TaskResource } from "../resource.ts";
import type { TaskCall } from "../runtime.ts";
import type { StateExit, StateVisit } from "../state-visit.ts";
import { mintToken, waitForCallback } from "../task-callback.ts";
import {
  answeredEvent,
  type EventDraft,
  failedEvent,
  recordedOutput,
  scheduledEvent,
  startedEvent,
} from "../task-events.ts";

/** One attempt of a task, from its schedule to its end. */
interface Attempt {
  readonly frame: Frame;
  readonly call: Omit<TaskCall, "signal">;
  /** The place of its first event: what its token and its callback are known by. */
  readonly key: string;
  readonly scheduledAtMs: number;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  /** What starting the job or sending the token was answered with, once it was. */
  readonly progress: { submitted?: Json };
}

function emit(frame: Frame, { type, details }: EventDraft): JournalRecord {
  return frame.emit(type, details);
}

/** Makes the call, unless it was made before a restart. */
async function submit(attempt: Attempt, signal: AbortSignal): Promise<Json> {
  const { frame, call, progress } = attempt;
  if (progress.submitted !== undefined) return progress.submitted;
  const { resource } = call;
  const output = await frame.runtime.integrations.call({ ...call, signal });
  if (resource.pattern !== "response") {
    emit(frame, answeredEvent(resource, "Submitted", limitedText(output, ownerOf(resource))));
    progress.submitted = output;
  }
  return output;
}

function ownerOf(resource: TaskResource): string {
  return resource.kind === "service" ? resource.resourceType : resource.arn;
}

async function callAndAwait(attempt: Attempt, signal: AbortSignal): Promise<Json> {
  const { frame, call, key } = attempt;
  const callback =
    call.resource.pattern === "token" ? frame.runtime.callbacks.open(key) : undefined;
  try {
    const submitted = await submit(attempt, signal);
    if (call.resource.pattern === "sync") {
      return await frame.runtime.integrations.join({ ...call, signal }, submitted);
    }
    if (callback === undefined) return submitted;
    const { scheduledAtMs: sinceMs, heartbeatSeconds } = attempt;
    return await waitForCallback(frame, { callback, signal, sinceMs, heartbeatSeconds });
  } finally {
    callback?.close();
  }
}

async function perform(attempt: Attempt): Promise<string> {
  const { frame, timeoutSeconds, call } = attempt;
  const dueAtMs =
    timeoutSeconds === undefined ? undefined : attempt.scheduledAtMs + timeoutSeconds * 1000;
  const bounds = { clock: frame.runtime.clock, signal: frame.signal, dueAtMs };
  const settled = await beforeDeadline(bounds, (signal) => callAndAwait(attempt, signal));
  if (settled === "due") throw new StateError("States.Timeout");
  return limitedText(settled.value, ownerOf(call.resource));
}

function failureStep({ call, progress }: Attempt, error: StateError) {
  if (error.error === "States.Timeout") return "TimedOut";
  const isSubmitted = call.resource.pattern === "response" || progress.submitted !== undefined;
  return isSubmitted ? "Failed" : "SubmitFailed";
}

/** The end of an attempt that a restart finds already recorded. */
function replay({ frame, call }: Attempt, record: JournalRecord): Json {
  if (record.type.endsWith("Aborted")) throw new Aborted();
  const succeeded = answeredEvent(call.resource, "Succeeded", "");
  if (!/(?:Failed|TimedOut)$/u.test(record.type)) return recordedOutput(emit(frame, succeeded));
  frame.emit(record.type);
  throw recordedError(record);
}

function recordedError({ details, value }: JournalRecord): StateError {
  const [error, cause] = [details?.["error"], details?.["cause"]];
  return new StateError(
    typeof error === "string" ? error : "",
    typeof cause === "string" ? cause : undefined,
    typeof value === "string" ? { alias: value } : {},
  );
}

async function runAttempt(attempt: Attempt): Promise<Json> {
  const { frame, call } = attempt;
  const submitted = answeredEvent(call.resource, "Submitted", "");
  if (frame.recorded()?.type === submitted.type) {
    attempt.progress.submitted = recordedOutput(emit(frame, submitted));
  }
  const ended = frame.recorded();
  if (ended !== undefined) return replay(attempt, ended);
  try {
    const text = await perform(attempt);
    return recordedOutput(emit(frame, answeredEvent(call.resource, "Succeeded", text)));
  } catch (thrown) {
    if (thrown instanceof Aborted) throw thrown;
    const error = toStateError(thrown);
    const { type, details } = failedEvent(call.resource, error, failureStep(attempt, error));
    frame.emit(type, details, error.alias);
    throw error;
  }
}

async function payloadOf(visit: StateVisit, state: TaskState, token?: string): Promise<Json> {
  const input = visit.selectedInput(state);
  const evaluator = visit.evaluator(token === undefined ? {} : { Task: { Token: token } });
  if (visit.language === "JSONata") {
    return state.Arguments === undefined
      ? input
      : evaluator.fill("Arguments", state.Arguments, { input });
  }
  return state.Parameters === undefined
    ? input
    : evaluator.fill("Parameters", state.Parameters, { input });
}

async function secondsOf(
  visit: StateVisit,
  state: TaskState,
  field: "TimeoutSeconds" | "HeartbeatSeconds",
): Promise<number | undefined> {
  const source = { field, value: state[field], path: state[`${field}Path`], minimum: 1 };
  return visit.evaluator().integer(source, visit.input);
}

/** Makes one attempt of a task. @throws {StateError} what `Retry` and `Catch` then match. */
export async function runTask(visit: StateVisit, state: TaskState): Promise<StateExit> {
  const { frame } = visit;
  const { runtime } = frame;
  const resource = parseResource(state.Resource);
  if (resource === undefined) throw runtimeError(`Invalid resource ${state.Resource}`);
  const key = frame.nextKey;
  const { executionArn, seed, region } = runtime;
  const token = resource.pattern === "token" ? mintToken(seed, { executionArn, key }) : undefined;
  const callId = frame.random().uuid();
  const payload = await payloadOf(visit, state, token);
  const timeoutSeconds = await secondsOf(visit, state, "TimeoutSeconds");
  const heartbeatSeconds = await secondsOf(visit, state, "HeartbeatSeconds");
  limitedText(payload, visit.name);
  const scheduled = emit(
    frame,
    scheduledEvent(resource, { payload, region, timeoutSeconds, heartbeatSeconds }),
  );
  emit(frame, startedEvent(resource));
  const call = { resource, payload, callId, ...(token === undefined ? {} : { token }) };
  const output = await runAttempt({
    frame,
    call,
    key,
    scheduledAtMs: scheduled.atMs,
    timeoutSeconds,
    heartbeatSeconds,
    progress: {},
  });
  return visit.finish(state, output);
}
