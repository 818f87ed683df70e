import type { InvocationType } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../errors.ts";
import { loadModel } from "../../../protocol/model.ts";
import { runtimeError, StateError } from "../asl/errors.ts";
import { isJsonObject, type Json, own, parseJson } from "../asl/json.ts";
import type { TaskCall } from "../asl/runtime.ts";
import { serviceFailure } from "./service-error.ts";
import { serviceName } from "./service-names.ts";
import { refusedParameters, sdkMetadata, type TaskContext } from "./task-context.ts";

interface Invocation {
  readonly functionName: string;
  readonly payload: Json;
  readonly type: InvocationType;
  readonly qualifier?: string;
  readonly clientContext?: string;
}

const FIELDS = new Set([
  "FunctionName",
  "Payload",
  "InvocationType",
  "Qualifier",
  "ClientContext",
  "LogType",
]);
const TYPES: readonly InvocationType[] = ["RequestResponse", "Event", "DryRun"];

/** What a function answered; text that is no JSON stays text. */
function payloadOf(bytes: Uint8Array | undefined): Json {
  if (bytes === undefined || bytes.length === 0) return null;
  const text = new TextDecoder().decode(bytes);
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** A function's own error: its `errorType` is the error's name, the whole payload the cause. */
function functionFailure(payload: Json): StateError {
  const type = isJsonObject(payload) ? own(payload, "errorType") : undefined;
  const name = typeof type === "string" && type !== "" ? type : "Lambda.Unknown";
  return new StateError(name, JSON.stringify(payload));
}

async function invoke({ cloud, as }: TaskContext, call: TaskCall, invocation: Invocation) {
  const { functionName: FunctionName, payload, type, qualifier, clientContext } = invocation;
  const input = {
    FunctionName,
    InvocationType: type,
    Payload: new TextEncoder().encode(JSON.stringify(payload)),
    ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
    ...(clientContext === undefined ? {} : { ClientContext: clientContext }),
  };
  try {
    const answer = await cloud.call("lambda", "Invoke", input, { as, signal: call.signal });
    const output = payloadOf(answer.Payload);
    if (answer.FunctionError !== undefined) throw functionFailure(output);
    return { answer, output };
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    const names = serviceName("lambda", false);
    if (names === undefined) throw thrown;
    const model = await loadModel(names.row);
    const requestId = call.callId;
    throw serviceFailure(thrown, { names, model, operation: "Invoke", sdk: false, requestId });
  }
}

/** Calls a function by its bare ARN: payload in, its answer out. */
export async function callFunction(
  context: TaskContext,
  call: TaskCall,
  arn: string,
): Promise<Json> {
  const type = "RequestResponse";
  const { output } = await invoke(context, call, {
    functionName: arn,
    payload: call.payload,
    type,
  });
  return output;
}

function invocationOf(call: TaskCall): Invocation {
  const { payload } = call;
  const parameters = isJsonObject(payload) ? payload : {};
  const faults = Object.keys(parameters)
    .filter((key) => !FIELDS.has(key))
    .map((key) => `The field '${key}' is not supported by Step Functions`);
  const text = (field: string): string | undefined => {
    const value = own(parameters, field);
    return typeof value === "string" ? value : undefined;
  };
  const functionName = text("FunctionName");
  if (functionName === undefined)
    faults.push("The field 'FunctionName' is required but was missing");
  const type = TYPES.find((known) => known === (text("InvocationType") ?? "RequestResponse"));
  if (type === undefined) faults.push("The value for the field 'InvocationType' is not valid");
  if (functionName === undefined || type === undefined || faults.length > 0) {
    throw runtimeError(refusedParameters(call, faults));
  }
  const [qualifier, clientContext] = [text("Qualifier"), text("ClientContext")];
  return {
    functionName,
    type,
    payload: own(parameters, "Payload") ?? {},
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(clientContext === undefined ? {} : { clientContext }),
  };
}

/** The optimised `lambda:invoke`: the function's answer is in `Payload`, as JSON. */
export async function callLambdaInvoke(context: TaskContext, call: TaskCall): Promise<Json> {
  const { answer, output } = await invoke(context, call, invocationOf(call));
  const status = answer.StatusCode ?? 200;
  return {
    ...(answer.ExecutedVersion === undefined ? {} : { ExecutedVersion: answer.ExecutedVersion }),
    ...(output === null && answer.Payload === undefined ? {} : { Payload: output }),
    ...sdkMetadata(call.callId, status),
    StatusCode: status,
  };
}
