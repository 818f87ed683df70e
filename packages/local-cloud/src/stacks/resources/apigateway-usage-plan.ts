import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { camelCase } from "../camel-case.ts";
import { unlessGone } from "../gone.ts";
import { number, tagList, text, word } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";
import { escapeStep, patchesBetween, type PatchValues } from "./apigateway-patches.ts";
import { retag, tagsFor } from "./apigateway-tags.ts";

const throttle = z.strictObject({ BurstLimit: number.optional(), RateLimit: number.optional() });
const apiStage = z.strictObject({
  ApiId: text,
  Stage: text,
  Throttle: z.record(z.string(), throttle).optional(),
});

const properties = {
  ApiStages: z.array(apiStage).optional(),
  Description: text.optional(),
  Quota: z
    .strictObject({
      Limit: number.optional(),
      Offset: number.optional(),
      Period: word<ApiGateway.QuotaPeriodType>().optional(),
    })
    .optional(),
  Tags: tagList.optional(),
  Throttle: throttle.optional(),
  UsagePlanName: text.optional(),
};
type UsagePlan = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplan.html */
export const apiGatewayUsagePlan = defineResource({
  type: "AWS::ApiGateway::UsagePlan",
  properties,
  replaceOn: [],
  takesStackTags: true,
  attributes: ["Id"],
  async create(wanted, job) {
    const { Quota: quota, Throttle: limits } = wanted;
    const { id = "" } = await job.call("apigateway", "CreateUsagePlan", {
      name: wanted.UsagePlanName ?? job.physicalName({ max: 128 }),
      description: wanted.Description,
      apiStages: wanted.ApiStages?.map(toStage),
      ...(quota !== undefined && { quota: camelCase(quota) }),
      ...(limits !== undefined && { throttle: camelCase(limits) }),
      tags: tagsFor(job, wanted.Tags),
    });
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(wanted, job) {
    const { previous, physicalId: usagePlanId } = job;
    const gone = stagesOf(previous).filter((stage) => !stagesOf(wanted).includes(stage));
    const added = stagesOf(wanted).filter((stage) => !stagesOf(previous).includes(stage));
    const patchOperations: ApiGateway.PatchOperation[] = [
      ...gone.map((value) => ({ op: "remove" as const, path: "/apiStages", value })),
      ...added.map((value) => ({ op: "add" as const, path: "/apiStages", value })),
      ...patchesBetween(valuesOf(previous), valuesOf(wanted)),
      ...quotaPatches(previous, wanted),
    ];
    await job.call("apigateway", "UpdateUsagePlan", { usagePlanId, patchOperations });
    await retag(wanted, job, `/usageplans/${usagePlanId}`);
    return { physicalId: usagePlanId, ...job.made };
  },
  async remove(job) {
    const usagePlanId = job.physicalId;
    const patchOperations = stagesOf(job.properties).map((value) => ({
      op: "remove" as const,
      path: "/apiStages",
      value,
    }));
    const emptied = job.call("apigateway", "UpdateUsagePlan", { usagePlanId, patchOperations });
    await unlessGone(emptied, "NotFoundException");
    const call = job.call("apigateway", "DeleteUsagePlan", { usagePlanId });
    await unlessGone(call, "NotFoundException");
  },
});

function toStage({ ApiId: apiId, Stage: stage, Throttle }: z.infer<typeof apiStage>) {
  const limits = Object.entries(Throttle ?? {}).map(([method, one]) => [method, camelCase(one)]);
  return { apiId, stage, ...(limits.length > 0 && { throttle: Object.fromEntries(limits) }) };
}

function stagesOf({ ApiStages = [] }: UsagePlan): string[] {
  return ApiStages.map(({ ApiId, Stage }) => `${ApiId}:${Stage}`);
}

function valuesOf(plan: UsagePlan): PatchValues {
  return {
    "/name": plan.UsagePlanName,
    "/description": plan.Description,
    "/throttle/rateLimit": plan.Throttle?.RateLimit,
    "/throttle/burstLimit": plan.Throttle?.BurstLimit,
    ...Object.assign({}, ...(plan.ApiStages ?? []).map(limitPaths)),
  };
}

/** A quota goes as a whole. */
function quotaPatches(before: UsagePlan, after: UsagePlan): ApiGateway.PatchOperation[] {
  if (after.Quota === undefined) {
    return before.Quota === undefined ? [] : [{ op: "remove", path: "/quota" }];
  }
  const paths = ({ Limit, Offset, Period }: NonNullable<UsagePlan["Quota"]>): PatchValues => ({
    "/quota/limit": Limit,
    "/quota/offset": Offset,
    "/quota/period": Period,
  });
  return patchesBetween(paths(before.Quota ?? {}), paths(after.Quota));
}

function limitPaths({ ApiId, Stage, Throttle = {} }: z.infer<typeof apiStage>): PatchValues {
  const entries = Object.entries(Throttle).flatMap(([method, limits]) => {
    const path = `/apiStages/${ApiId}:${Stage}/throttle/${escapeStep(method)}`;
    return [
      [`${path}/rateLimit`, limits.RateLimit],
      [`${path}/burstLimit`, limits.BurstLimit],
    ];
  });
  return Object.fromEntries(entries);
}
