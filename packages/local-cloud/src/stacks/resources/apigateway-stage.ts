import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import { flag, number, tagList, text, textMap, word } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";
import { escapeStep, mapPaths, patchesBetween, type PatchValues } from "./apigateway-patches.ts";
import { retag, tagsFor } from "./apigateway-tags.ts";

const methodSetting = z.strictObject({
  DataTraceEnabled: flag.optional(),
  HttpMethod: text.optional(),
  LoggingLevel: text.optional(),
  MetricsEnabled: flag.optional(),
  ResourcePath: text.optional(),
  ThrottlingBurstLimit: number.optional(),
  ThrottlingRateLimit: number.optional(),
});

const properties = {
  AccessLogSetting: z
    .strictObject({ DestinationArn: text.optional(), Format: text.optional() })
    .optional(),
  CacheClusterEnabled: flag.optional(),
  CacheClusterSize: word<ApiGateway.CacheClusterSize>().optional(),
  DeploymentId: text.optional(),
  Description: text.optional(),
  MethodSettings: z.array(methodSetting).optional(),
  RestApiId: text,
  StageName: text.optional(),
  Tags: tagList.optional(),
  TracingEnabled: flag.optional(),
  Variables: textMap.optional(),
};
type Stage = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html */
export const apiGatewayStage = defineResource({
  type: "AWS::ApiGateway::Stage",
  properties,
  replaceOn: ["RestApiId", "StageName"],
  takesStackTags: true,
  attributes: [],
  async create(wanted, job) {
    const { RestApiId: restApiId, StageName: stageName = "default" } = wanted;
    const call = job.call("apigateway", "CreateStage", {
      restApiId,
      stageName,
      deploymentId: wanted.DeploymentId,
      cacheClusterEnabled: wanted.CacheClusterEnabled,
      tags: tagsFor(job, wanted.Tags),
    });
    await unlessResumed(job, call, "ConflictException");
    job.started(stageName);
    const patchOperations = patchesBetween({}, valuesOf(wanted));
    await job.call("apigateway", "UpdateStage", { restApiId, stageName, patchOperations });
    return { physicalId: stageName };
  },
  async update(wanted, job) {
    const { RestApiId: restApiId } = wanted;
    const stageName = job.physicalId;
    const patchOperations = patchesBetween(valuesOf(job.previous), valuesOf(wanted));
    await job.call("apigateway", "UpdateStage", { restApiId, stageName, patchOperations });
    await retag(wanted, job, `/restapis/${restApiId}/stages/${stageName}`);
    return { physicalId: stageName };
  },
  async remove(job) {
    const input = { restApiId: job.properties.RestApiId, stageName: job.physicalId };
    await unlessGone(job.call("apigateway", "DeleteStage", input), "NotFoundException");
  },
});

function valuesOf(stage: Stage): PatchValues {
  const { DestinationArn, Format } = stage.AccessLogSetting ?? {};
  return {
    "/deploymentId": stage.DeploymentId,
    "/description": stage.Description,
    "/tracingEnabled": stage.TracingEnabled,
    "/accessLogSettings/destinationArn": DestinationArn,
    "/accessLogSettings/format": Format,
    ...mapPaths("/variables", stage.Variables),
    ...Object.assign({}, ...(stage.MethodSettings ?? []).map(settingPaths)),
  };
}

function settingPaths(setting: z.infer<typeof methodSetting>): PatchValues {
  const { ResourcePath = "/*", HttpMethod = "*" } = setting;
  // "/*" means every resource, whose path in patches is "*".
  const resource = ResourcePath === "/*" || ResourcePath === "*" ? "*" : escapeStep(ResourcePath);
  const path = `/${resource}/${HttpMethod}`;
  return {
    [`${path}/metrics/enabled`]: setting.MetricsEnabled,
    [`${path}/logging/loglevel`]: setting.LoggingLevel,
    [`${path}/logging/dataTrace`]: setting.DataTraceEnabled,
    [`${path}/throttling/burstLimit`]: setting.ThrottlingBurstLimit,
    [`${path}/throttling/rateLimit`]: setting.ThrottlingRateLimit,
  };
}
