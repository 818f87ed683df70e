import type { Principal } from "../../../access/principal.ts";
import type { Cloud } from "../../../cloud.ts";
import { type Json, type JsonObject } from "../asl/json.ts";
import type { TaskCall } from "../asl/runtime.ts";
import type { ExecutionStore } from "../execution-store.ts";
import type { Runner } from "../runner.ts";

/** What the tasks of one execution work with. */
export interface TaskContext {
  readonly cloud: Cloud;
  /** The execution's role. */
  readonly as: Principal;
  readonly executions: ExecutionStore;
  readonly runner: () => Runner;
}

/** What optimised integrations add to every answer. */
export function sdkMetadata(requestId: string, status = 200): JsonObject {
  const headers = { "x-amzn-RequestId": requestId };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: { "x-amzn-RequestId": [requestId] },
      HttpHeaders: headers,
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** How the parameters of a task were refused before anything was called. */
export function refusedParameters(call: TaskCall, faults: readonly string[]): string {
  const shown: Json = call.payload;
  return `The Parameters '${JSON.stringify(shown)}' could not be used to start the Task: [${faults.join(", ")}]`;
}
