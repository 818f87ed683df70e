import * as z from "zod";
import { AwsError } from "../../../errors.ts";
import { loadModel } from "../../../protocol/model.ts";
import { runtimeError, StateError } from "../asl/errors.ts";
import { isJsonObject, type Json, type JsonObject, own, parseJson } from "../asl/json.ts";
import type { ServiceResource } from "../asl/resource.ts";
import type { TaskCall } from "../asl/runtime.ts";
import { executionArn } from "../arns.ts";
import type { ExecutionRecord } from "../execution-store.ts";
import { operationInput } from "./member-names.ts";
import { serviceFailure } from "./service-error.ts";
import { serviceName } from "./service-names.ts";
import { refusedParameters, sdkMetadata, type TaskContext } from "./task-context.ts";

type ChildCall = TaskCall & { readonly resource: ServiceResource };

function started(arn: string, startedAtMs: number, callId: string): JsonObject {
  return { ExecutionArn: arn, StartDate: Math.floor(startedAtMs), ...sdkMetadata(callId) };
}

const Started = z.object({ executionArn: z.string(), startDate: z.string() });

function startedAs(answer: unknown, callId: string): JsonObject {
  const { executionArn: arn, startDate } = Started.parse(answer);
  return started(arn, Date.parse(startDate), callId);
}

/**
 * A child that this very attempt started before a crash. Its name is the attempt's id, so it
 * can be no other's.
 */
function ownChild(
  { cloud, executions }: TaskContext,
  call: ChildCall,
): ExecutionRecord | undefined {
  const parameters = isJsonObject(call.payload) ? call.payload : {};
  const machineArn = own(parameters, "StateMachineArn");
  if (own(parameters, "Name") !== undefined || typeof machineArn !== "string") return undefined;
  const machine = machineArn.split(":").at(6) ?? "";
  return executions.find(executionArn(cloud.config, { machine, name: call.callId }));
}

/** The optimised `states:startExecution`: starts a child and answers its ARN. */
export async function startChild(context: TaskContext, call: ChildCall): Promise<Json> {
  const { cloud, as } = context;
  const names = serviceName("states", false);
  if (names === undefined) throw runtimeError("states is not emulated");
  const model = await loadModel(names.row);
  const schema = model.operations.get("StartExecution")?.input;
  if (schema === undefined) throw runtimeError("There is no states:StartExecution");
  const { input, faults } = operationInput(schema, call.payload, false);
  if (faults.length > 0) throw runtimeError(refusedParameters(call, faults));
  const known = ownChild(context, call);
  if (known !== undefined) return started(known.arn, known.startedAtMs, call.callId);
  const named = { name: call.callId, ...(isJsonObject(input) ? input : {}) };
  try {
    const options = { as, signal: call.signal };
    return startedAs(await cloud.callJson("states", "StartExecution", named, options), call.callId);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    const [operation, requestId] = ["StartExecution", call.callId];
    throw serviceFailure(thrown, { names, model, operation, sdk: false, requestId });
  }
}

/** A child's end as `DescribeExecution` shows it to its parent; dates are milliseconds. */
function describe(record: ExecutionRecord, parsesOutput: boolean): JsonObject {
  const data = (text: string): Json => (parsesOutput ? parseJson(text) : text);
  return {
    ExecutionArn: record.arn,
    ...(record.error === undefined ? {} : { Error: record.error }),
    ...(record.cause === undefined ? {} : { Cause: record.cause }),
    Input: data(record.input),
    InputDetails: { Included: true },
    Name: record.name,
    ...(record.output === undefined ? {} : { Output: data(record.output) }),
    ...(record.output === undefined ? {} : { OutputDetails: { Included: true } }),
    RedriveCount: 0,
    StartDate: Math.floor(record.startedAtMs),
    StateMachineArn: record.machineArn,
    Status: record.status,
    StopDate: Math.floor(record.stoppedAtMs ?? record.startedAtMs),
  };
}

/**
 * Waits for the end of a child; a parent that is stopped stops its child, a cloud that is
 * stopped leaves both to be taken up again.
 *
 * @throws {StateError} `States.TaskFailed`: the child did not succeed.
 */
export async function joinChild(
  { cloud, executions, runner }: TaskContext,
  call: ChildCall,
  submitted: Json,
): Promise<Json> {
  const arn = isJsonObject(submitted) ? own(submitted, "ExecutionArn") : undefined;
  if (typeof arn !== "string") throw runtimeError("The child execution has no ARN");
  const stop = (): void => {
    if (!cloud.stopping.aborted) runner().find(arn)?.stop();
  };
  call.signal.addEventListener("abort", stop, { once: true });
  try {
    await runner().waitFor(arn);
  } finally {
    call.signal.removeEventListener("abort", stop);
  }
  const record = executions.find(arn);
  if (record === undefined) {
    throw new StateError("States.TaskFailed", `Execution Does Not Exist: '${arn}'`);
  }
  if (record.status === "SUCCEEDED") return describe(record, call.resource.parsesOutput);
  throw new StateError("States.TaskFailed", JSON.stringify(describe(record, false)));
}
