import type * as ApiGatewayV2 from "@aws-sdk/client-apigatewayv2";
import * as z from "zod";
import { unlessGone } from "../gone.ts";
import { flag, number, text, word } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html */
export const apiGatewayV2Authorizer = defineResource({
  type: "AWS::ApiGatewayV2::Authorizer",
  properties: {
    ApiId: text,
    AuthorizerCredentialsArn: text.optional(),
    AuthorizerPayloadFormatVersion: text.optional(),
    AuthorizerResultTtlInSeconds: number.optional(),
    AuthorizerType: word<ApiGatewayV2.AuthorizerType>(),
    AuthorizerUri: text.optional(),
    EnableSimpleResponses: flag.optional(),
    IdentitySource: z.array(text).optional(),
    IdentityValidationExpression: text.optional(),
    JwtConfiguration: z
      .strictObject({ Audience: z.array(text).optional(), Issuer: text.optional() })
      .optional(),
    Name: text,
  },
  replaceOn: ["ApiId"],
  attributes: ["AuthorizerId"],
  async create(wanted, job) {
    const { IdentitySource = [] } = wanted;
    const input = { ...wanted, IdentitySource };
    const { AuthorizerId = "" } = await job.call("apigatewayv2", "CreateAuthorizer", input);
    return { physicalId: AuthorizerId, attributes: { AuthorizerId } };
  },
  async update(wanted, job) {
    const input = { ...wanted, AuthorizerId: job.physicalId };
    await job.call("apigatewayv2", "UpdateAuthorizer", input);
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const { ApiId } = job.properties;
    const input = { ApiId, AuthorizerId: job.physicalId };
    await unlessGone(job.call("apigatewayv2", "DeleteAuthorizer", input), "NotFoundException");
  },
});
