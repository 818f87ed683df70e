import type { Stage } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, conflict, refuse } from "../errors.ts";
import type { StageRecord } from "../model.ts";
import { applyPatches, patchable, type PatchRule } from "../patch.ts";
import { newStage } from "../stage-record.ts";
import { apiOf, partsOf, stageOf, type RestContext, type RestOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html */
export const createStage: RestOperation<"CreateStage"> = (input, ctx) => {
  const { cacheClusterEnabled, canarySettings, documentationVersion } = input;
  refuse("CreateStage", { cacheClusterEnabled, canarySettings, documentationVersion });
  const { id } = apiOf(ctx.state, input.restApiId);
  const { stageName = "", deploymentId = "", description, variables, tags } = input;
  if (ctx.state.stages.get(`${id}/${stageName}`) !== undefined) {
    throw conflict("Stage already exists");
  }
  const stage = {
    ...newStage({ stageName, deploymentId, now: ctx.cloud.clock.now() }),
    ...present({ description, variables, tags, tracingEnabled: input.tracingEnabled }),
  };
  return store(ctx, id, stage);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetStage.html */
export const getStage: RestOperation<"GetStage"> = (input, ctx) =>
  describe(stageOf(ctx.state, input));

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetStages.html */
export const getStages: RestOperation<"GetStages"> = (input, ctx) => {
  const stages = partsOf(ctx.state.stages, apiOf(ctx.state, input.restApiId).id);
  const { deploymentId } = input;
  const wanted = stages.filter(
    (it) => deploymentId === undefined || it.deploymentId === deploymentId,
  );
  return { item: wanted.map(describe) };
};

/** `/{resource}/{verb}/throttling/rateLimit`, for every resource and verb with asterisks. */
const METHOD_SETTINGS: readonly PatchRule[] = (
  [
    ["metrics/enabled", "metricsEnabled", "flag"],
    ["logging/loglevel", "loggingLevel", "text"],
    ["logging/dataTrace", "dataTraceEnabled", "flag"],
    ["throttling/burstLimit", "throttlingBurstLimit", "number"],
    ["throttling/rateLimit", "throttlingRateLimit", "number"],
  ] as const
).map(([path, member, kind]) => ({
  path: `/*/*/${path}`,
  kind,
  at: (resource = "", verb = "") => ["methodSettings", keyOf(resource, verb), member],
}));

/** `pets/GET` of `/pets`; the root's own is `~1`. */
function keyOf(resource: string, verb: string): string {
  return `${resource === "/" ? "~1" : resource.replace(/^\//, "")}/${verb}`;
}

const RULES: readonly PatchRule[] = [
  ...patchable("text", "/deploymentId", "/description", "/variables/*"),
  ...patchable("text", "/accessLogSettings", "/accessLogSettings/destinationArn"),
  ...patchable("text", "/accessLogSettings/format"),
  ...patchable("flag", "/tracingEnabled"),
  ...METHOD_SETTINGS,
];

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html */
export const updateStage: RestOperation<"UpdateStage"> = (input, ctx) => {
  const old = stageOf(ctx.state, input);
  const { patchOperations = [] } = input;
  // A setting of one method is removed as a whole: `remove /pets/GET`.
  const removed = patchOperations.flatMap(({ op, path = "" }) => {
    const [, resource, verb] = op === "remove" ? (/^\/([^/]*)\/([^/]*)$/.exec(path) ?? []) : [];
    const isSetting =
      resource !== undefined && !["variables", "accessLogSettings"].includes(resource);
    return isSetting ? [{ path, key: keyOf(resource.replaceAll("~1", "/"), verb ?? "") }] : [];
  });
  const gone = new Set(removed.map(({ path }) => path));
  const others = patchOperations.filter(({ path = "" }) => !gone.has(path));
  const next = applyPatches(old, others, RULES);
  const settings = Object.entries(next.methodSettings ?? {}).filter(
    ([key]) => !removed.some((one) => one.key === key),
  );
  const updatedAt = ctx.cloud.clock.now();
  const stage = { ...next, methodSettings: Object.fromEntries(settings), updatedAt };
  return store(ctx, input.restApiId ?? "", stage);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteStage.html */
export const deleteStage: RestOperation<"DeleteStage"> = (input, ctx) => {
  const { stageName } = stageOf(ctx.state, input);
  ctx.state.stages.delete(`${input.restApiId ?? ""}/${stageName}`);
  return {};
};

function store({ state }: RestContext, apiId: string, stage: StageRecord): Stage {
  if (state.deployments.get(`${apiId}/${stage.deploymentId}`) === undefined) {
    throw badRequest("Deployment id does not exist");
  }
  for (const [name, value] of Object.entries(stage.variables ?? {})) {
    if (!/^\w+$/.test(name) || !/^[A-Za-z0-9\-._~:/?#&=,]*$/.test(value)) {
      throw badRequest(
        `Stage variable ${name} has a name or a value that is not allowed: [A-Za-z0-9-._~:/?#&=,]+`,
      );
    }
  }
  const { destinationArn } = stage.accessLogSettings ?? {};
  if (destinationArn !== undefined && !/^arn:aws[\w-]*:(?:logs|firehose):/.test(destinationArn)) {
    throw badRequest("Invalid ARN specified in the request. ARNs must start with 'arn:aws'");
  }
  state.stages.put(`${apiId}/${stage.stageName}`, stage);
  return describe(stage);
}

function describe({ createdAt, updatedAt, ...stage }: StageRecord): Stage {
  return { ...stage, createdDate: new Date(createdAt), lastUpdatedDate: new Date(updatedAt) };
}
