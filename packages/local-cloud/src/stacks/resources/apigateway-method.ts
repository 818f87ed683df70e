import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { camelCase } from "../camel-case.ts";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job } from "../job.ts";
import { flag, number, text, textMap, word } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";

const contentHandling = word<ApiGateway.ContentHandlingStrategy>().optional();
const flagMap = z.record(z.string(), flag);

const integrationResponse = z.strictObject({
  ContentHandling: contentHandling,
  ResponseParameters: textMap.optional(),
  ResponseTemplates: textMap.optional(),
  SelectionPattern: text.optional(),
  StatusCode: text,
});

const integration = z.strictObject({
  CacheKeyParameters: z.array(text).optional(),
  CacheNamespace: text.optional(),
  ConnectionId: text.optional(),
  ConnectionType: word<ApiGateway.ConnectionType>().optional(),
  ContentHandling: contentHandling,
  Credentials: text.optional(),
  IntegrationHttpMethod: text.optional(),
  IntegrationResponses: z.array(integrationResponse).optional(),
  PassthroughBehavior: text.optional(),
  RequestParameters: textMap.optional(),
  RequestTemplates: textMap.optional(),
  ResponseTransferMode: word<ApiGateway.ResponseTransferMode>().optional(),
  TimeoutInMillis: number.optional(),
  Type: word<ApiGateway.IntegrationType>(),
  Uri: text.optional(),
});

const properties = {
  ApiKeyRequired: flag.optional(),
  AuthorizationScopes: z.array(text).optional(),
  AuthorizationType: text.optional(),
  AuthorizerId: text.optional(),
  HttpMethod: text,
  Integration: integration.optional(),
  MethodResponses: z
    .array(
      z.strictObject({
        ResponseModels: textMap.optional(),
        ResponseParameters: flagMap.optional(),
        StatusCode: text,
      }),
    )
    .optional(),
  OperationName: text.optional(),
  RequestModels: textMap.optional(),
  RequestParameters: flagMap.optional(),
  RequestValidatorId: text.optional(),
  ResourceId: text,
  RestApiId: text,
};
type Method = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html */
export const apiGatewayMethod = defineResource({
  type: "AWS::ApiGateway::Method",
  properties,
  replaceOn: ["HttpMethod", "ResourceId", "RestApiId"],
  attributes: [],
  async create(wanted, job) {
    await put(wanted, job);
    return { physicalId: `${wanted.RestApiId}|${wanted.ResourceId}|${wanted.HttpMethod}` };
  },
  async update(wanted, job) {
    // Callers see the deployed one, so the method may be missing in between.
    await unlessGone(job.call("apigateway", "DeleteMethod", at(wanted)), "NotFoundException");
    await put(wanted, job);
    return { physicalId: job.physicalId };
  },
  async remove(job) {
    const call = job.call("apigateway", "DeleteMethod", at(job.properties));
    await unlessGone(call, "NotFoundException");
  },
});

function at({ HttpMethod, ResourceId, RestApiId }: Method) {
  return { restApiId: RestApiId, resourceId: ResourceId, httpMethod: HttpMethod };
}

async function put(wanted: Method, job: Job): Promise<void> {
  const { Integration, MethodResponses = [], AuthorizationType = "NONE", ...method } = wanted;
  const { httpMethod, resourceId, restApiId, ...settings } = camelCase(method);
  const address = { httpMethod, resourceId, restApiId };
  const input = { ...settings, ...address, authorizationType: AuthorizationType };
  const call = job.call("apigateway", "PutMethod", input);
  await unlessResumed(job, call, "ConflictException");
  for (const response of MethodResponses) {
    const one = { ...camelCase(response), ...address };
    await unlessResumed(job, job.call("apigateway", "PutMethodResponse", one), "ConflictException");
  }
  if (Integration === undefined) return;
  const { IntegrationResponses = [], ...backend } = Integration;
  await job.call("apigateway", "PutIntegration", { ...camelCase(backend), ...address });
  for (const response of IntegrationResponses) {
    const one = { ...camelCase(response), ...address };
    await job.call("apigateway", "PutIntegrationResponse", one);
  }
}
