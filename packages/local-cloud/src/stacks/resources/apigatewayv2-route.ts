import type * as ApiGatewayV2 from "@aws-sdk/client-apigatewayv2";
import * as z from "zod";
import { unlessGone } from "../gone.ts";
import { flag, text, word } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html */
export const apiGatewayV2Route = defineResource({
  type: "AWS::ApiGatewayV2::Route",
  properties: {
    ApiId: text,
    ApiKeyRequired: flag.optional(),
    AuthorizationScopes: z.array(text).optional(),
    AuthorizationType: word<ApiGatewayV2.AuthorizationType>().optional(),
    AuthorizerId: text.optional(),
    ModelSelectionExpression: text.optional(),
    OperationName: text.optional(),
    RouteKey: text,
    RouteResponseSelectionExpression: text.optional(),
    Target: text.optional(),
  },
  replaceOn: ["ApiId"],
  attributes: ["RouteId"],
  async create(wanted, job) {
    const { RouteId = "" } = await job.call("apigatewayv2", "CreateRoute", wanted);
    return { physicalId: RouteId, attributes: { RouteId } };
  },
  async update(wanted, job) {
    // What is no longer given is taken away.
    const { AuthorizationType = "NONE", AuthorizationScopes = [] } = wanted;
    const input = { ...wanted, AuthorizationType, AuthorizationScopes, RouteId: job.physicalId };
    await job.call("apigatewayv2", "UpdateRoute", input);
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const { ApiId } = job.properties;
    const call = job.call("apigatewayv2", "DeleteRoute", { ApiId, RouteId: job.physicalId });
    await unlessGone(call, "NotFoundException");
  },
});
