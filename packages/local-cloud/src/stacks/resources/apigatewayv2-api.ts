import type * as ApiGatewayV2 from "@aws-sdk/client-apigatewayv2";
import * as z from "zod";
import { unlessGone } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
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
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const properties = {
  ApiKeySelectionExpression: text.optional(),
  CorsConfiguration: z
    .strictObject({
      AllowCredentials: flag.optional(),
      AllowHeaders: z.array(text).optional(),
      AllowMethods: z.array(text).optional(),
      AllowOrigins: z.array(text).optional(),
      ExposeHeaders: z.array(text).optional(),
      MaxAge: number.optional(),
    })
    .optional(),
  CredentialsArn: text.optional(),
  Description: text.optional(),
  DisableExecuteApiEndpoint: flag.optional(),
  DisableSchemaValidation: flag.optional(),
  IpAddressType: word<ApiGatewayV2.IpAddressType>().optional(),
  Name: text,
  ProtocolType: word<ApiGatewayV2.ProtocolType>(),
  RouteKey: text.optional(),
  RouteSelectionExpression: text.optional(),
  Tags: textMap.optional(),
  Target: text.optional(),
  Version: text.optional(),
};
type Api = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
export const apiGatewayV2Api = defineResource({
  type: "AWS::ApiGatewayV2::Api",
  properties,
  replaceOn: ["ProtocolType"],
  takesStackTags: true,
  attributes: ["ApiEndpoint", "ApiId"],
  async create(wanted, job) {
    const Tags = tagMap(allTags(tagsOfMap(wanted.Tags), job.stackTags));
    return made(await job.call("apigatewayv2", "CreateApi", { ...wanted, Tags }));
  },
  async update(wanted, job) {
    const { ProtocolType: _protocol, Tags: _tags, ...changeable } = wanted;
    const ApiId = job.physicalId;
    if (job.previous.CorsConfiguration !== undefined && wanted.CorsConfiguration === undefined) {
      await job.call("apigatewayv2", "DeleteCorsConfiguration", { ApiId });
    }
    const answer = await job.call("apigatewayv2", "UpdateApi", { ...changeable, ApiId });
    await retag(wanted, job);
    return made(answer);
  },
  async remove(job) {
    const call = job.call("apigatewayv2", "DeleteApi", { ApiId: job.physicalId });
    await unlessGone(call, "NotFoundException");
  },
});

async function retag(wanted: Api, job: UpdateJob<Api>): Promise<void> {
  const ResourceArn = arnOf(job.physicalId, job);
  const { removed: TagKeys, set: after } = tagChanges(
    job,
    tagsOfMap(wanted.Tags),
    tagsOfMap(job.previous.Tags),
  );
  if (TagKeys.length > 0) await job.call("apigatewayv2", "UntagResource", { ResourceArn, TagKeys });
  if (after.length === 0) return;
  await job.call("apigatewayv2", "TagResource", { ResourceArn, Tags: tagMap(after) });
}

function arnOf(apiId: string, { cloud }: Job): string {
  return `arn:aws:apigateway:${cloud.config.region}::/apis/${apiId}`;
}

function made({
  ApiId = "",
  ApiEndpoint = "",
}: {
  ApiId?: string | undefined;
  ApiEndpoint?: string | undefined;
}): Made {
  return { physicalId: ApiId, attributes: { ApiId, ApiEndpoint } };
}
