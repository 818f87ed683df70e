import { runtimeError } from "../asl/errors.ts";
import type { Json } from "../asl/json.ts";
import type { ServiceResource } from "../asl/resource.ts";
import type { Integrations, TaskCall } from "../asl/runtime.ts";
import { joinChild, startChild } from "./child-execution.ts";
import { callFunction, callLambdaInvoke } from "./lambda-task.ts";
import { callService } from "./service-task.ts";
import type { TaskContext } from "./task-context.ts";

function callIntegration(
  context: TaskContext,
  call: TaskCall & { readonly resource: ServiceResource },
): Promise<Json> {
  const { sdk, service, action } = call.resource;
  if (!sdk && service === "lambda" && action === "invoke") return callLambdaInvoke(context, call);
  if (!sdk && service === "states") return startChild(context, call);
  return callService(context, call);
}

/** Connects the tasks of one execution with the other services of the cloud. */
export function createIntegrations(open: () => Promise<TaskContext>): Integrations {
  return {
    async call(call) {
      const { resource } = call;
      const context = await open();
      switch (resource.kind) {
        case "function":
          return callFunction(context, call, resource.arn);
        case "service":
          return callIntegration(context, { ...call, resource });
        case "activity":
          throw runtimeError("Activities are not emulated by the local cloud");
      }
    },
    async join(call, submitted) {
      const { resource } = call;
      if (resource.kind !== "service") throw runtimeError("Only a service can be waited for");
      return joinChild(await open(), { ...call, resource }, submitted);
    },
  };
}
