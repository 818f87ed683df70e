import * as z from "zod";
import { unlessGone } from "../gone.ts";
import { flag, tagList, text } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";
import { patchesBetween, type PatchValues } from "./apigateway-patches.ts";
import { retag, tagsFor } from "./apigateway-tags.ts";

const properties = {
  CustomerId: text.optional(),
  Description: text.optional(),
  Enabled: flag.optional(),
  GenerateDistinctId: flag.optional(),
  Name: text.optional(),
  StageKeys: z
    .array(z.strictObject({ RestApiId: text.optional(), StageName: text.optional() }))
    .optional(),
  Tags: tagList.optional(),
  Value: text.optional(),
};
type ApiKey = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html */
export const apiGatewayApiKey = defineResource({
  type: "AWS::ApiGateway::ApiKey",
  properties,
  replaceOn: ["GenerateDistinctId", "Name", "StageKeys", "Value"],
  nameProperty: "Name",
  takesStackTags: true,
  attributes: ["APIKeyId"],
  async create(wanted, job) {
    const { id = "" } = await job.call("apigateway", "CreateApiKey", {
      name: wanted.Name ?? job.physicalName({ max: 128 }),
      customerId: wanted.CustomerId,
      description: wanted.Description,
      enabled: wanted.Enabled,
      generateDistinctId: wanted.GenerateDistinctId,
      value: wanted.Value,
      stageKeys: wanted.StageKeys?.map(({ RestApiId, StageName }) => ({
        restApiId: RestApiId,
        stageName: StageName,
      })),
      tags: tagsFor(job, wanted.Tags),
    });
    return { physicalId: id, attributes: { APIKeyId: id } };
  },
  async update(wanted, job) {
    const apiKey = job.physicalId;
    const patchOperations = patchesBetween(valuesOf(job.previous), valuesOf(wanted));
    await job.call("apigateway", "UpdateApiKey", { apiKey, patchOperations });
    await retag(wanted, job, `/apikeys/${apiKey}`);
    return { physicalId: apiKey, ...job.made };
  },
  async remove(job) {
    const call = job.call("apigateway", "DeleteApiKey", { apiKey: job.physicalId });
    await unlessGone(call, "NotFoundException");
  },
});

function valuesOf({ CustomerId, Description, Enabled = false }: ApiKey): PatchValues {
  return { "/customerId": CustomerId, "/description": Description, "/enabled": Enabled };
}
