import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { camelCase } from "../camel-case.ts";
import { unlessGone } from "../gone.ts";
import { number, text, word } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";
import { listPatches, patchesBetween, type PatchValues } from "./apigateway-patches.ts";

const properties = {
  AuthorizerCredentials: text.optional(),
  AuthorizerResultTtlInSeconds: number.optional(),
  AuthorizerUri: text.optional(),
  AuthType: text.optional(),
  IdentitySource: text.optional(),
  IdentityValidationExpression: text.optional(),
  Name: text,
  ProviderARNs: z.array(text).optional(),
  RestApiId: text,
  Type: word<ApiGateway.AuthorizerType>(),
};
type Authorizer = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html */
export const apiGatewayAuthorizer = defineResource({
  type: "AWS::ApiGateway::Authorizer",
  properties,
  replaceOn: ["RestApiId"],
  attributes: ["AuthorizerId"],
  async create(wanted, job) {
    const { id = "" } = await job.call("apigateway", "CreateAuthorizer", camelCase(wanted));
    return { physicalId: id, attributes: { AuthorizerId: id } };
  },
  async update(wanted, job) {
    const { previous, physicalId: authorizerId } = job;
    const patchOperations = [
      ...patchesBetween(valuesOf(previous), valuesOf(wanted)),
      ...listPatches("/providerARNs", previous.ProviderARNs, wanted.ProviderARNs),
    ];
    const input = { restApiId: wanted.RestApiId, authorizerId, patchOperations };
    await job.call("apigateway", "UpdateAuthorizer", input);
    return { physicalId: authorizerId, ...job.made };
  },
  async remove(job) {
    const input = { restApiId: job.properties.RestApiId, authorizerId: job.physicalId };
    await unlessGone(job.call("apigateway", "DeleteAuthorizer", input), "NotFoundException");
  },
});

function valuesOf(authorizer: Authorizer): PatchValues {
  const { RestApiId: _api, ProviderARNs: _pools, ...settings } = authorizer;
  const values = Object.entries(camelCase(settings));
  return Object.fromEntries(values.map(([name, value]) => [`/${name}`, value]));
}
