import { loadModel } from "../../../protocol/model.ts";
import { runtimeError, StateError } from "../asl/errors.ts";
import { isJsonArray, isJsonObject, type Json, own, parseJson } from "../asl/json.ts";
import type { ServiceResource } from "../asl/resource.ts";
import type { TaskCall } from "../asl/runtime.ts";
import { operationInput, taskOutput } from "./member-names.ts";
import { serviceFailure } from "./service-error.ts";
import { operationName, serviceName } from "./service-names.ts";
import { refusedParameters, sdkMetadata, type TaskContext } from "./task-context.ts";

/** EventBridge answers 200 also when it took none of the events. */
function refuseFailedEntries(resource: ServiceResource, output: Json): void {
  if (resource.sdk || resource.action !== "putEvents" || !isJsonObject(output)) return;
  const entries = own(output, "Entries");
  const failed = own(output, "FailedEntryCount");
  if (failed === 0 || failed === undefined || !isJsonArray(entries)) return;
  throw new StateError("EventBridge.FailedEntry", JSON.stringify(entries));
}

/**
 * Calls an operation of a service for a task, as the execution's role.
 *
 * @throws {StateError} the service's error under its name in state machines.
 */
export async function callService(
  { cloud, as }: TaskContext,
  call: TaskCall & { readonly resource: ServiceResource },
): Promise<Json> {
  const { resource, callId, signal } = call;
  const names = serviceName(resource.service, resource.sdk);
  if (names === undefined) throw runtimeError(`${resource.service} is not emulated`);
  const model = await loadModel(names.row);
  const operation = operationName(resource.action);
  const schemas = model.operations.get(operation);
  if (schemas === undefined) throw runtimeError(`There is no ${resource.service}:${operation}`);
  const { input, faults } = operationInput(schemas.input, call.payload, resource.sdk);
  if (faults.length > 0) throw runtimeError(refusedParameters(call, faults));
  try {
    const answer: unknown = await cloud.callJson(names.row.id, operation, input, { as, signal });
    const output = taskOutput(schemas.output, parseJson(JSON.stringify(answer)));
    refuseFailedEntries(resource, output);
    return resource.sdk || !isJsonObject(output) ? output : { ...output, ...sdkMetadata(callId) };
  } catch (thrown) {
    if (thrown instanceof StateError) throw thrown;
    const { sdk } = resource;
    throw serviceFailure(thrown, { names, model, operation, sdk, requestId: callId });
  }
}
