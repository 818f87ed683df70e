import type * as ApiGatewayV2 from "@aws-sdk/client-apigatewayv2";
import * as z from "zod";
import { unlessGone } from "../gone.ts";
import { number, text, textMap, word } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html */
export const apiGatewayV2Integration = defineResource({
  type: "AWS::ApiGatewayV2::Integration",
  properties: {
    ApiId: text,
    ConnectionId: text.optional(),
    ConnectionType: word<ApiGatewayV2.ConnectionType>().optional(),
    ContentHandlingStrategy: word<ApiGatewayV2.ContentHandlingStrategy>().optional(),
    CredentialsArn: text.optional(),
    Description: text.optional(),
    IntegrationMethod: text.optional(),
    IntegrationSubtype: text.optional(),
    IntegrationType: word<ApiGatewayV2.IntegrationType>(),
    IntegrationUri: text.optional(),
    PassthroughBehavior: word<ApiGatewayV2.PassthroughBehavior>().optional(),
    PayloadFormatVersion: text.optional(),
    RequestParameters: textMap.optional(),
    RequestTemplates: textMap.optional(),
    ResponseParameters: z.record(z.string(), textMap).optional(),
    TemplateSelectionExpression: text.optional(),
    TimeoutInMillis: number.optional(),
    TlsConfig: z.strictObject({ ServerNameToVerify: text.optional() }).optional(),
  },
  replaceOn: ["ApiId"],
  attributes: ["IntegrationId"],
  async create(wanted, job) {
    const { IntegrationId = "" } = await job.call("apigatewayv2", "CreateIntegration", wanted);
    return { physicalId: IntegrationId, attributes: { IntegrationId } };
  },
  async update(wanted, job) {
    const input = { ...wanted, IntegrationId: job.physicalId };
    await job.call("apigatewayv2", "UpdateIntegration", input);
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const { ApiId } = job.properties;
    const input = { ApiId, IntegrationId: job.physicalId };
    await unlessGone(job.call("apigatewayv2", "DeleteIntegration", input), "NotFoundException");
  },
});
