import type * as ApiGatewayV2 from "@aws-sdk/client-apigatewayv2";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import {
  allTags,
  flag,
  number,
  tagChanges,
  tagMap,
  tagsOfMap,
  text,
  textMap,
  word,
} from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";
import type { UpdateJob } from "../job.ts";

const routeSettings = z.strictObject({
  DataTraceEnabled: flag.optional(),
  DetailedMetricsEnabled: flag.optional(),
  LoggingLevel: word<ApiGatewayV2.LoggingLevel>().optional(),
  ThrottlingBurstLimit: number.optional(),
  ThrottlingRateLimit: number.optional(),
});

const properties = {
  AccessLogSettings: z
    .strictObject({ DestinationArn: text.optional(), Format: text.optional() })
    .optional(),
  ApiId: text,
  AutoDeploy: flag.optional(),
  DefaultRouteSettings: routeSettings.optional(),
  DeploymentId: text.optional(),
  Description: text.optional(),
  RouteSettings: z.record(z.string(), routeSettings).optional(),
  StageName: text,
  StageVariables: textMap.optional(),
  Tags: textMap.optional(),
};
type Stage = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html */
export const apiGatewayV2Stage = defineResource({
  type: "AWS::ApiGatewayV2::Stage",
  properties,
  storedOnly: ["AccessPolicyId", "ClientCertificateId"],
  replaceOn: ["ApiId", "StageName"],
  takesStackTags: true,
  attributes: [],
  async create(wanted, job) {
    const Tags = tagMap(allTags(tagsOfMap(wanted.Tags), job.stackTags));
    const call = job.call("apigatewayv2", "CreateStage", { ...wanted, Tags });
    await unlessResumed(job, call, "ConflictException");
    return { physicalId: wanted.StageName };
  },
  async update(wanted, job) {
    const { Tags: _tags, ...changeable } = wanted;
    const { ApiId, StageName } = wanted;
    if (job.previous.AccessLogSettings !== undefined && wanted.AccessLogSettings === undefined) {
      await job.call("apigatewayv2", "DeleteAccessLogSettings", { ApiId, StageName });
    }
    await job.call("apigatewayv2", "UpdateStage", changeable);
    await retag(wanted, job);
    return { physicalId: job.physicalId };
  },
  async remove(job) {
    const { ApiId, StageName } = job.properties;
    const call = job.call("apigatewayv2", "DeleteStage", { ApiId, StageName });
    await unlessGone(call, "NotFoundException");
  },
});

async function retag(wanted: Stage, job: UpdateJob<Stage>): Promise<void> {
  const { region } = job.cloud.config;
  const ResourceArn = `arn:aws:apigateway:${region}::/apis/${wanted.ApiId}/stages/${wanted.StageName}`;
  const { removed: TagKeys, set: after } = tagChanges(
    job,
    tagsOfMap(wanted.Tags),
    tagsOfMap(job.previous.Tags),
  );
  if (TagKeys.length > 0) await job.call("apigatewayv2", "UntagResource", { ResourceArn, TagKeys });
  if (after.length === 0) return;
  await job.call("apigatewayv2", "TagResource", { ResourceArn, Tags: tagMap(after) });
}
