import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import { camelCase } from "../camel-case.ts";
import { unlessGone } from "../gone.ts";
import { text, textMap, word } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html */
export const apiGatewayGatewayResponse = defineResource({
  type: "AWS::ApiGateway::GatewayResponse",
  properties: {
    ResponseParameters: textMap.optional(),
    ResponseTemplates: textMap.optional(),
    ResponseType: word<ApiGateway.GatewayResponseType>(),
    RestApiId: text,
    StatusCode: text.optional(),
  },
  replaceOn: ["ResponseType", "RestApiId"],
  attributes: ["Id"],
  async create(wanted, job) {
    await job.call("apigateway", "PutGatewayResponse", camelCase(wanted));
    const Id = `${wanted.RestApiId}_${wanted.ResponseType}`;
    return { physicalId: Id, attributes: { Id } };
  },
  async update(wanted, job) {
    await job.call("apigateway", "PutGatewayResponse", camelCase(wanted));
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const { ResponseType: responseType, RestApiId: restApiId } = job.properties;
    const call = job.call("apigateway", "DeleteGatewayResponse", { restApiId, responseType });
    await unlessGone(call, "NotFoundException");
  },
});
