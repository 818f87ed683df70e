import type { ApiStage, UsagePlan, UsagePlanKey } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, conflict, notFound } from "../errors.ts";
import type { UsagePlanRecord } from "../model.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable, type PatchRule } from "../patch.ts";
import { newId } from "../new-id.ts";
import { stageOf, type RestContext, type RestOperation } from "../state.ts";
import { keyOf } from "./api-keys.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlan.html */
export const createUsagePlan: RestOperation<"CreateUsagePlan"> = (input, ctx) =>
  store(
    ctx,
    present({
      id: newId(6),
      name: input.name,
      description: input.description,
      apiStages: input.apiStages ?? [],
      throttle: input.throttle,
      quota: input.quota === undefined ? undefined : { offset: 0, ...input.quota },
      tags: input.tags,
    }),
  );

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlan.html */
export const getUsagePlan: RestOperation<"GetUsagePlan"> = (input, ctx) =>
  planOf(ctx, input.usagePlanId);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlans.html */
export const getUsagePlans: RestOperation<"GetUsagePlans"> = (input, ctx) => {
  const { keyId } = input;
  const { usagePlans, planKeys } = ctx.state;
  const plans = usagePlans.entries().map(([, plan]) => plan);
  const has = ({ id }: UsagePlan): boolean =>
    keyId === undefined || planKeys.get(`${id}/${keyId}`) !== undefined;
  return page(plans.filter(has), input);
};

const RULES: readonly PatchRule[] = [
  ...patchable("text", "/name", "/description", "/productCode", "/quota/period"),
  ...patchable("number", "/throttle/rateLimit", "/throttle/burstLimit"),
  ...patchable("number", "/quota/limit", "/quota/offset"),
  ...patchable("text", "/throttle", "/quota"),
];

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateUsagePlan.html */
export const updateUsagePlan: RestOperation<"UpdateUsagePlan"> = (input, ctx) => {
  let plan = planOf(ctx, input.usagePlanId);
  for (const patch of input.patchOperations ?? []) {
    const { op, path = "", value = "" } = patch;
    const ofStage = /^\/apiStages\/([^/]+):([^/]+)\/throttle\/(.+)\/(rateLimit|burstLimit)$/.exec(
      path,
    );
    if (ofStage !== null) plan = throttleMethod(plan, ofStage.slice(1), Number(value));
    else if (path === "/apiStages") plan = changeStages(plan, op, value);
    else plan = applyPatches(plan, [patch], RULES);
  }
  return store(ctx, plan);
};

/** A stage is given as `apiId:stageName`. */
function changeStages(
  plan: UsagePlanRecord,
  op: string | undefined,
  value: string,
): UsagePlanRecord {
  const [apiId = "", stage = ""] = value.split(":");
  const others = (plan.apiStages ?? []).filter((it) => it.apiId !== apiId || it.stage !== stage);
  return { ...plan, apiStages: op === "remove" ? others : [...others, { apiId, stage }] };
}

function throttleMethod(
  plan: UsagePlanRecord,
  [apiId, stage, escaped = "", member = ""]: readonly string[],
  value: number,
): UsagePlanRecord {
  if (Number.isNaN(value)) throw badRequest("Throttle limits are numbers");
  const method = escaped.replaceAll("~1", "/");
  const change = (one: ApiStage): ApiStage => {
    if (one.apiId !== apiId || one.stage !== stage) return one;
    const limits = { ...one.throttle?.[method], [member]: value };
    return { ...one, throttle: { ...one.throttle, [method]: limits } };
  };
  return { ...plan, apiStages: (plan.apiStages ?? []).map(change) };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteUsagePlan.html */
export const deleteUsagePlan: RestOperation<"DeleteUsagePlan"> = (input, ctx) => {
  const { id, apiStages = [] } = planOf(ctx, input.usagePlanId);
  if (apiStages.length > 0) {
    throw badRequest(
      `Cannot delete usage plan ${id} because it has API stages associated. Please remove all API stages before deleting the usage plan.`,
    );
  }
  const { usagePlans, planKeys, usage } = ctx.state;
  ctx.cloud.store.transaction(() => {
    usagePlans.delete(id);
    for (const parts of [planKeys, usage]) {
      for (const [key] of parts.entries({ prefix: `${id}/` })) parts.delete(key);
    }
  });
  return {};
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlanKey.html */
export const createUsagePlanKey: RestOperation<"CreateUsagePlanKey"> = (input, ctx) => {
  const { id } = planOf(ctx, input.usagePlanId);
  if (input.keyType !== "API_KEY") throw badRequest("Invalid keyType: has to be API_KEY");
  const key = keyOf(ctx, input.keyId);
  if (ctx.state.planKeys.get(`${id}/${key.id}`) !== undefined) {
    throw conflict(`Usage Plan ${id} already has this API Key ${key.id}`);
  }
  ctx.state.planKeys.put(`${id}/${key.id}`, { type: "API_KEY" });
  return { id: key.id, type: "API_KEY", value: key.value, name: key.name };
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlanKey.html */
export const getUsagePlanKey: RestOperation<"GetUsagePlanKey"> = (input, ctx) =>
  planKeyOf(ctx, planOf(ctx, input.usagePlanId).id, input.keyId);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlanKeys.html */
export const getUsagePlanKeys: RestOperation<"GetUsagePlanKeys"> = (input, ctx) => {
  const { id } = planOf(ctx, input.usagePlanId);
  const { nameQuery = "" } = input;
  const keys = ctx.state.planKeys
    .entries({ prefix: `${id}/` })
    .map(([key]) => planKeyOf(ctx, id, key.slice(id.length + 1)))
    .filter(({ name = "" }) => name.startsWith(nameQuery));
  return page(keys, input);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteUsagePlanKey.html */
export const deleteUsagePlanKey: RestOperation<"DeleteUsagePlanKey"> = (input, ctx) => {
  const { id } = planOf(ctx, input.usagePlanId);
  const key = planKeyOf(ctx, id, input.keyId);
  ctx.state.planKeys.delete(`${id}/${key.id ?? ""}`);
  return {};
};

function planKeyOf(ctx: RestContext, planId: string, keyId = ""): UsagePlanKey {
  if (ctx.state.planKeys.get(`${planId}/${keyId}`) === undefined) {
    throw notFound("Usage Plan Key");
  }
  const { id, value, name } = keyOf(ctx, keyId);
  return present({ id, type: "API_KEY", value, name });
}

/** @throws {AwsError} `NotFoundException`. */
export function planOf({ state }: RestContext, id = ""): UsagePlanRecord {
  const plan = state.usagePlans.get(id);
  if (plan === undefined) throw notFound("Usage Plan ID");
  return plan;
}

function store(ctx: RestContext, plan: UsagePlanRecord): UsagePlanRecord {
  const { quota, apiStages = [] } = plan;
  if (quota !== undefined) {
    if (quota.limit === undefined || quota.limit < 1) {
      throw badRequest("Usage Plan quota limit must be at least 1");
    }
    if (!["DAY", "WEEK", "MONTH"].includes(quota.period ?? "")) {
      throw badRequest("Usage Plan quota period must be DAY, WEEK or MONTH");
    }
  }
  for (const { apiId, stage } of apiStages) {
    stageOf(ctx.state, { restApiId: apiId, stageName: stage });
  }
  ctx.state.usagePlans.put(plan.id, plan);
  return plan;
}
