import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { unlessGone } from "../gone.ts";
import type { Job } from "../job.ts";
import { document, flag, number, object, tagList, text, textMap, word } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";
import { listPatches, patchesBetween, type PatchValues } from "./apigateway-patches.ts";
import { retag, tagsFor } from "./apigateway-tags.ts";

const properties = {
  ApiKeySourceType: word<ApiGateway.ApiKeySourceType>().optional(),
  BinaryMediaTypes: z.array(text).optional(),
  Body: object.optional(),
  CloneFrom: text.optional(),
  Description: text.optional(),
  DisableExecuteApiEndpoint: flag.optional(),
  EndpointConfiguration: z
    .strictObject({
      IpAddressType: word<ApiGateway.IpAddressType>().optional(),
      Types: z.array(word<ApiGateway.EndpointType>()).optional(),
      VpcEndpointIds: z.array(text).optional(),
    })
    .optional(),
  FailOnWarnings: flag.optional(),
  MinimumCompressionSize: number.optional(),
  Mode: word<ApiGateway.PutMode>().optional(),
  Name: text.optional(),
  Parameters: textMap.optional(),
  Policy: document.optional(),
  Tags: tagList.optional(),
};
type RestApi = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html */
export const apiGatewayRestApi = defineResource({
  type: "AWS::ApiGateway::RestApi",
  properties,
  replaceOn: [],
  takesStackTags: true,
  attributes: ["RestApiId", "RootResourceId"],
  async create(wanted, job) {
    const { EndpointConfiguration: endpoint } = wanted;
    const { id = "", rootResourceId = "" } = await job.call("apigateway", "CreateRestApi", {
      name: wanted.Name ?? titleOf(wanted) ?? job.physicalName({ max: 128 }),
      description: wanted.Description,
      apiKeySource: wanted.ApiKeySourceType,
      binaryMediaTypes: wanted.BinaryMediaTypes,
      cloneFrom: wanted.CloneFrom,
      disableExecuteApiEndpoint: wanted.DisableExecuteApiEndpoint,
      minimumCompressionSize: wanted.MinimumCompressionSize,
      policy: wanted.Policy,
      ...(endpoint !== undefined && {
        endpointConfiguration: {
          types: endpoint.Types,
          ...(endpoint.IpAddressType !== undefined && { ipAddressType: endpoint.IpAddressType }),
          ...(endpoint.VpcEndpointIds !== undefined && { vpcEndpointIds: endpoint.VpcEndpointIds }),
        },
      }),
      tags: tagsFor(job, wanted.Tags),
    });
    job.started(id);
    await importBody(wanted, id, job);
    return made(id, rootResourceId);
  },
  async update(wanted, job) {
    const { previous, physicalId: restApiId } = job;
    const patchOperations = [
      ...patchesBetween(valuesOf(previous), valuesOf(wanted)),
      ...listPatches("/binaryMediaTypes", previous.BinaryMediaTypes, wanted.BinaryMediaTypes),
      ...typePatches(previous, wanted),
    ];
    const { rootResourceId = "" } = await job.call("apigateway", "UpdateRestApi", {
      restApiId,
      patchOperations,
    });
    if (JSON.stringify(wanted.Body) !== JSON.stringify(previous.Body)) {
      await importBody(wanted, restApiId, job);
    }
    await retag(wanted, job, `/restapis/${restApiId}`);
    return made(restApiId, rootResourceId);
  },
  async remove(job) {
    const call = job.call("apigateway", "DeleteRestApi", { restApiId: job.physicalId });
    await unlessGone(call, "NotFoundException");
  },
});

async function importBody(wanted: RestApi, restApiId: string, job: Job): Promise<void> {
  if (wanted.Body === undefined) return;
  await job.call("apigateway", "PutRestApi", {
    restApiId,
    mode: wanted.Mode ?? "overwrite",
    failOnWarnings: wanted.FailOnWarnings,
    parameters: wanted.Parameters,
    body: Buffer.from(JSON.stringify(wanted.Body)),
  });
}

/** An API without a name has the title of its description. */
function titleOf({ Body }: RestApi): string | undefined {
  const info = Body?.["info"];
  const title = typeof info === "object" && info !== null && "title" in info ? info.title : "";
  return typeof title === "string" && title !== "" ? title : undefined;
}

function valuesOf(api: RestApi): PatchValues {
  return {
    "/name": api.Name,
    "/description": api.Description,
    "/apiKeySource": api.ApiKeySourceType,
    "/disableExecuteApiEndpoint": api.DisableExecuteApiEndpoint,
    "/policy": api.Policy,
  };
}

function typePatches(before: RestApi, after: RestApi) {
  const [old = "EDGE"] = before.EndpointConfiguration?.Types ?? [];
  const [value = "EDGE"] = after.EndpointConfiguration?.Types ?? [];
  const path = `/endpointConfiguration/types/${old}`;
  return value === old ? [] : [{ op: "replace" as const, path, value }];
}

function made(RestApiId: string, RootResourceId: string): Made {
  return { physicalId: RestApiId, attributes: { RestApiId, RootResourceId } };
}
