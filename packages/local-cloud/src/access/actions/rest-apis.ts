import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import { passRole, type Needs, type PermissionTable, type Place } from "./permission.ts";

const SERVICE = "apigateway.amazonaws.com";

/**
 * API Gateway's actions are the verbs of HTTP, its resources the paths of its API.
 *
 * @param route `PUT /restapis/{restApiId}`: names in braces stand for members of the input.
 */
function at(route: string): (input: object, place: Place) => Needs {
  const [verb = "", path = ""] = route.split(" ");
  return (input, { region }) => {
    const values = new Map<string, unknown>(Object.entries(input));
    const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
      const value = values.get(name);
      return typeof value === "string" ? value : "*";
    });
    return [{ action: `apigateway:${verb}`, resource: `arn:aws:apigateway:${region}::${filled}` }];
  };
}

interface Patched {
  readonly patchOperations?: readonly ApiGateway.PatchOperation[] | undefined;
}

/** The role that patches give, if they give one. */
function patchedRole({ patchOperations = [] }: Patched, path: string): string | undefined {
  return patchOperations.find((patch) => patch.op !== "remove" && patch.path === path)?.value;
}

const API = "/restapis/{restApiId}";
const AUTHORIZER = `${API}/authorizers/{authorizerId}`;
const DEPLOYMENT = `${API}/deployments/{deploymentId}`;
const GATEWAY_RESPONSE = `${API}/gatewayresponses/{responseType}`;
const METHOD = `${API}/resources/{resourceId}/methods/{httpMethod}`;
const MODEL = `${API}/models/{modelName}`;
const STAGE = `${API}/stages/{stageName}`;
const VALIDATOR = `${API}/requestvalidators/{requestValidatorId}`;

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
export const REST_API_PERMISSIONS: PermissionTable<typeof ApiGateway> = {
  CreateApiKey: at("POST /apikeys"),
  CreateAuthorizer: (input, place) => [
    ...at(`POST ${API}/authorizers`)(input, place),
    ...passRole(input.authorizerCredentials, SERVICE),
  ],
  CreateDeployment: at(`POST ${API}/deployments`),
  CreateModel: at(`POST ${API}/models`),
  CreateRequestValidator: at(`POST ${API}/requestvalidators`),
  CreateResource: at(`POST ${API}/resources/{parentId}`),
  CreateRestApi: at("POST /restapis"),
  CreateStage: at(`POST ${API}/stages`),
  CreateUsagePlan: at("POST /usageplans"),
  CreateUsagePlanKey: at("POST /usageplans/{usagePlanId}/keys"),
  DeleteApiKey: at("DELETE /apikeys/{apiKey}"),
  DeleteAuthorizer: at(`DELETE ${AUTHORIZER}`),
  DeleteDeployment: at(`DELETE ${DEPLOYMENT}`),
  DeleteGatewayResponse: at(`DELETE ${GATEWAY_RESPONSE}`),
  DeleteIntegration: at(`DELETE ${METHOD}/integration`),
  DeleteIntegrationResponse: at(`DELETE ${METHOD}/integration/responses/{statusCode}`),
  DeleteMethod: at(`DELETE ${METHOD}`),
  DeleteMethodResponse: at(`DELETE ${METHOD}/responses/{statusCode}`),
  DeleteModel: at(`DELETE ${MODEL}`),
  DeleteRequestValidator: at(`DELETE ${VALIDATOR}`),
  DeleteResource: at(`DELETE ${API}/resources/{resourceId}`),
  DeleteRestApi: at(`DELETE ${API}`),
  DeleteStage: at(`DELETE ${STAGE}`),
  DeleteUsagePlan: at("DELETE /usageplans/{usagePlanId}"),
  DeleteUsagePlanKey: at("DELETE /usageplans/{usagePlanId}/keys/{keyId}"),
  FlushStageAuthorizersCache: at(`DELETE ${STAGE}/cache/authorizers`),
  GetAccount: at("GET /account"),
  GetApiKey: at("GET /apikeys/{apiKey}"),
  GetApiKeys: at("GET /apikeys"),
  GetAuthorizer: at(`GET ${AUTHORIZER}`),
  GetAuthorizers: at(`GET ${API}/authorizers`),
  GetDeployment: at(`GET ${DEPLOYMENT}`),
  GetDeployments: at(`GET ${API}/deployments`),
  GetGatewayResponse: at(`GET ${GATEWAY_RESPONSE}`),
  GetGatewayResponses: at(`GET ${API}/gatewayresponses`),
  GetIntegration: at(`GET ${METHOD}/integration`),
  GetIntegrationResponse: at(`GET ${METHOD}/integration/responses/{statusCode}`),
  GetMethod: at(`GET ${METHOD}`),
  GetMethodResponse: at(`GET ${METHOD}/responses/{statusCode}`),
  GetModel: at(`GET ${MODEL}`),
  GetModels: at(`GET ${API}/models`),
  GetRequestValidator: at(`GET ${VALIDATOR}`),
  GetRequestValidators: at(`GET ${API}/requestvalidators`),
  GetResource: at(`GET ${API}/resources/{resourceId}`),
  GetResources: at(`GET ${API}/resources`),
  GetRestApi: at(`GET ${API}`),
  GetRestApis: at("GET /restapis"),
  GetStage: at(`GET ${STAGE}`),
  GetStages: at(`GET ${API}/stages`),
  GetTags: at("GET /tags/{resourceArn}"),
  GetUsage: at("GET /usageplans/{usagePlanId}/usage"),
  GetUsagePlan: at("GET /usageplans/{usagePlanId}"),
  GetUsagePlanKey: at("GET /usageplans/{usagePlanId}/keys/{keyId}"),
  GetUsagePlanKeys: at("GET /usageplans/{usagePlanId}/keys"),
  GetUsagePlans: at("GET /usageplans"),
  ImportRestApi: at("POST /restapis"),
  PutGatewayResponse: at(`PUT ${GATEWAY_RESPONSE}`),
  PutIntegration: (input, place) => [
    ...at(`PUT ${METHOD}/integration`)(input, place),
    ...passRole(input.credentials, SERVICE),
  ],
  PutIntegrationResponse: at(`PUT ${METHOD}/integration/responses/{statusCode}`),
  PutMethod: at(`PUT ${METHOD}`),
  PutMethodResponse: at(`PUT ${METHOD}/responses/{statusCode}`),
  PutRestApi: at(`PUT ${API}`),
  TagResource: at("PUT /tags/{resourceArn}"),
  UntagResource: at("DELETE /tags/{resourceArn}"),
  UpdateAccount: (input, place) => [
    ...at("PATCH /account")(input, place),
    ...passRole(patchedRole(input, "/cloudwatchRoleArn"), SERVICE),
  ],
  UpdateApiKey: at("PATCH /apikeys/{apiKey}"),
  UpdateAuthorizer: (input, place) => [
    ...at(`PATCH ${AUTHORIZER}`)(input, place),
    ...passRole(patchedRole(input, "/authorizerCredentials"), SERVICE),
  ],
  UpdateDeployment: at(`PATCH ${DEPLOYMENT}`),
  UpdateGatewayResponse: at(`PATCH ${GATEWAY_RESPONSE}`),
  UpdateIntegration: (input, place) => [
    ...at(`PATCH ${METHOD}/integration`)(input, place),
    ...passRole(patchedRole(input, "/credentials"), SERVICE),
  ],
  UpdateIntegrationResponse: at(`PATCH ${METHOD}/integration/responses/{statusCode}`),
  UpdateMethod: at(`PATCH ${METHOD}`),
  UpdateMethodResponse: at(`PATCH ${METHOD}/responses/{statusCode}`),
  UpdateModel: at(`PATCH ${MODEL}`),
  UpdateRequestValidator: at(`PATCH ${VALIDATOR}`),
  UpdateResource: at(`PATCH ${API}/resources/{resourceId}`),
  UpdateRestApi: at(`PATCH ${API}`),
  UpdateStage: at(`PATCH ${STAGE}`),
  UpdateUsage: at("PATCH /usageplans/{usagePlanId}/keys/{keyId}/usage"),
  UpdateUsagePlan: at("PATCH /usageplans/{usagePlanId}"),
};
