import type * as Lambda from "@aws-sdk/client-lambda";
import { createFunctionRuntime } from "../../runtime/function-runtime.ts";
import { definePlugin, type Operations } from "../../service.ts";
import { openAsyncInvoker } from "./async-invoke.ts";
import { openDestinations } from "./destinations.ts";
import { openEventSources } from "./event-sources/event-sources.ts";
import { lambdaConsumer } from "./event-sources/lambda-consumer.ts";
import { createExecutor } from "./executor.ts";
import * as aliases from "./operations/aliases.ts";
import * as concurrency from "./operations/concurrency.ts";
import { createFunction } from "./operations/create-function.ts";
import { deleteFunction } from "./operations/delete-function.ts";
import * as mappings from "./operations/event-source-mappings.ts";
import * as eventInvoke from "./operations/event-invoke-config.ts";
import * as getFunction from "./operations/get-function.ts";
import { invoke } from "./operations/invoke.ts";
import * as layerPermissions from "./operations/layer-permissions.ts";
import * as layers from "./operations/layers.ts";
import * as lists from "./operations/list-functions.ts";
import * as permissions from "./operations/permissions.ts";
import { publishVersion } from "./operations/publish-version.ts";
import * as tags from "./operations/tags.ts";
import { updateFunctionCode } from "./operations/update-function-code.ts";
import { updateFunctionConfiguration } from "./operations/update-function-configuration.ts";
import { openRegistry } from "./registry.ts";
import type { LambdaState } from "./state.ts";

const operations: Operations<typeof Lambda, LambdaState> = {
  AddLayerVersionPermission: layerPermissions.addLayerVersionPermission,
  AddPermission: permissions.addPermission,
  CreateAlias: aliases.createAlias,
  CreateEventSourceMapping: mappings.createEventSourceMapping,
  CreateFunction: createFunction,
  DeleteAlias: aliases.deleteAlias,
  DeleteEventSourceMapping: mappings.deleteEventSourceMapping,
  DeleteFunction: deleteFunction,
  DeleteFunctionConcurrency: concurrency.deleteFunctionConcurrency,
  DeleteFunctionEventInvokeConfig: eventInvoke.deleteFunctionEventInvokeConfig,
  DeleteLayerVersion: layers.deleteLayerVersion,
  GetAccountSettings: concurrency.getAccountSettings,
  GetAlias: aliases.getAlias,
  GetEventSourceMapping: mappings.getEventSourceMapping,
  GetFunction: getFunction.getFunction,
  GetFunctionCodeSigningConfig: getFunction.getFunctionCodeSigningConfig,
  GetFunctionConcurrency: concurrency.getFunctionConcurrency,
  GetFunctionConfiguration: getFunction.getFunctionConfiguration,
  GetFunctionEventInvokeConfig: eventInvoke.getFunctionEventInvokeConfig,
  GetLayerVersion: layers.getLayerVersion,
  GetLayerVersionByArn: layers.getLayerVersionByArn,
  GetLayerVersionPolicy: layerPermissions.getLayerVersionPolicy,
  GetPolicy: permissions.getPolicy,
  GetRuntimeManagementConfig: getFunction.getRuntimeManagementConfig,
  Invoke: invoke,
  ListAliases: aliases.listAliases,
  ListEventSourceMappings: mappings.listEventSourceMappings,
  ListFunctionEventInvokeConfigs: eventInvoke.listFunctionEventInvokeConfigs,
  ListFunctions: lists.listFunctions,
  ListLayerVersions: layers.listLayerVersions,
  ListLayers: layers.listLayers,
  ListTags: tags.listTags,
  ListVersionsByFunction: lists.listVersionsByFunction,
  PublishLayerVersion: layers.publishLayerVersion,
  PublishVersion: publishVersion,
  PutFunctionConcurrency: concurrency.putFunctionConcurrency,
  PutFunctionEventInvokeConfig: eventInvoke.putFunctionEventInvokeConfig,
  RemoveLayerVersionPermission: layerPermissions.removeLayerVersionPermission,
  RemovePermission: permissions.removePermission,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  UpdateAlias: aliases.updateAlias,
  UpdateEventSourceMapping: mappings.updateEventSourceMapping,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
  UpdateFunctionEventInvokeConfig: eventInvoke.updateFunctionEventInvokeConfig,
};

/** AWS Lambda: functions run from their archives in processes of their own. */
export const lambda = definePlugin<"lambda", LambdaState>({
  id: "lambda",
  operations,
  support: {
    CreateFunction: {
      level: "partial",
      note: "Node.js 20, 22 and 24, all on this machine's Node.js; layers are in the search paths instead of /opt; TMPDIR is private, /tmp and the CPU share are not; MemorySize bounds the JavaScript heap only; VPC, tracing and KMS settings are stored",
    },
    CreateEventSourceMapping: {
      level: "partial",
      note: "queues, DynamoDB streams and Kinesis streams with shared throughput; no tumbling windows; five batches of a queue at once unless MaximumConcurrency says otherwise; failure destinations are queues, topics and buckets",
    },
    GetFunction: { level: "partial", note: "Code.Location cannot be downloaded" },
    Invoke: {
      level: "partial",
      note: "time-outs run in real time; no X-Ray segments, TenantId or durable executions",
    },
  },
  open(cloud) {
    const registry = openRegistry(cloud.store, cloud.config);
    const runtime = createFunctionRuntime(cloud);
    const executor = createExecutor({ cloud, registry, runtime });
    openDestinations(cloud);
    const asyncInvoker = openAsyncInvoker(cloud, registry, executor);
    const eventSources = openEventSources("lambda", {
      cloud,
      consumer: lambdaConsumer({ cloud, registry, executor }),
    });
    return { registry, runtime, executor, asyncInvoker, eventSources };
  },
  start: ({ eventSources }) => eventSources.start(),
  async stop({ eventSources, runtime }) {
    await eventSources.stop();
    await runtime.stop();
  },
});
