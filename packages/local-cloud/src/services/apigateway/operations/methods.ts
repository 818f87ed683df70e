import type { Method, MethodResponse } from "@aws-sdk/client-api-gateway";
import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { checkMethod } from "../check-method.ts";
import { badRequest, conflict, notFound } from "../errors.ts";
import type { ApiRecord, ResourceRecord } from "../model.ts";
import { own, without } from "../own.ts";
import { applyPatches, patchable, type PatchRule } from "../patch.ts";
import { apiOf, changeDefinition, type RestContext, type RestOperation } from "../state.ts";
import { resourceOf } from "./resources.ts";

const VERBS = new Set(["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

/** Where a method lies. */
export interface MethodAddress {
  readonly restApiId: string | undefined;
  readonly resourceId: string | undefined;
  readonly httpMethod: string | undefined;
}

/** A method with all that is needed to change it. */
export interface FoundMethod {
  readonly api: ApiRecord;
  readonly resource: ResourceRecord;
  readonly verb: string;
  readonly method: Method;
}

/** @throws {AwsError} `NotFoundException` for the API, the resource or the method. */
export function findMethod(ctx: RestContext, at: MethodAddress): FoundMethod {
  const api = apiOf(ctx.state, at.restApiId);
  const resource = resourceOf(api, at.resourceId);
  const verb = at.httpMethod ?? "";
  const method = own(resource.methods, verb);
  if (method === undefined) throw notFound("Method");
  return { api, resource, verb, method };
}

/** Puts a method in the place of what was there; `undefined` removes it. */
export function storeMethod(
  ctx: RestContext,
  { api, resource, verb }: Omit<FoundMethod, "method">,
  method: Method | undefined,
): void {
  const methods =
    method === undefined
      ? without(resource.methods, verb)
      : { ...resource.methods, [verb]: method };
  const changed: ResourceRecord = { ...resource, methods };
  const { resources } = api.definition;
  changeDefinition(ctx.state, api, { resources: { ...resources, [resource.id]: changed } });
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html */
export const putMethod: RestOperation<"PutMethod"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const resource = resourceOf(api, input.resourceId);
  const verb = input.httpMethod ?? "";
  if (!VERBS.has(verb)) throw badRequest(`Invalid HTTP method specified: ${verb}`);
  if (own(resource.methods, verb) !== undefined) {
    throw conflict("Method already exists for this resource");
  }
  const method = readMethod(input);
  checkMethod(method, api);
  storeMethod(ctx, { api, resource, verb }, method);
  return method;
};

function readMethod(input: In<typeof ApiGateway, "PutMethod">): Method {
  return present({
    httpMethod: input.httpMethod,
    authorizationType: input.authorizationType,
    authorizerId: input.authorizerId,
    authorizationScopes: input.authorizationScopes,
    apiKeyRequired: input.apiKeyRequired ?? false,
    operationName: input.operationName,
    requestParameters: input.requestParameters,
    requestModels: input.requestModels,
    requestValidatorId: input.requestValidatorId,
  });
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethod.html */
export const getMethod: RestOperation<"GetMethod"> = (input, ctx) => findMethod(ctx, input).method;

const METHOD_RULES: readonly PatchRule[] = [
  ...patchable("text", "/authorizationType", "/authorizerId", "/operationName"),
  ...patchable("text", "/requestValidatorId", "/requestModels/*"),
  ...patchable("flag", "/apiKeyRequired", "/requestParameters/*"),
  ...patchable("member", "/authorizationScopes/*"),
];

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethod.html */
export const updateMethod: RestOperation<"UpdateMethod"> = (input, ctx) => {
  const found = findMethod(ctx, input);
  const method = applyPatches(found.method, input.patchOperations, METHOD_RULES);
  checkMethod(method, found.api);
  storeMethod(ctx, found, method);
  return method;
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteMethod.html */
export const deleteMethod: RestOperation<"DeleteMethod"> = (input, ctx) => {
  storeMethod(ctx, findMethod(ctx, input), undefined);
  return {};
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethodResponse.html */
export const putMethodResponse: RestOperation<"PutMethodResponse"> = (input, ctx) => {
  const found = findMethod(ctx, input);
  const { statusCode = "", responseParameters, responseModels } = input;
  if (!/^[1-5]\d\d$/.test(statusCode)) throw badRequest("Invalid status code specified");
  const responses = found.method.methodResponses ?? {};
  if (own(responses, statusCode) !== undefined) {
    throw conflict("Response already exists for this resource");
  }
  return storeResponse(ctx, found, present({ statusCode, responseParameters, responseModels }));
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethodResponse.html */
export const getMethodResponse: RestOperation<"GetMethodResponse"> = (input, ctx) =>
  responseOf(findMethod(ctx, input), input.statusCode);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethodResponse.html */
export const updateMethodResponse: RestOperation<"UpdateMethodResponse"> = (input, ctx) => {
  const found = findMethod(ctx, input);
  const rules = [
    ...patchable("flag", "/responseParameters/*"),
    ...patchable("text", "/responseModels/*"),
  ];
  const old = responseOf(found, input.statusCode);
  return storeResponse(ctx, found, applyPatches(old, input.patchOperations, rules));
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteMethodResponse.html */
export const deleteMethodResponse: RestOperation<"DeleteMethodResponse"> = (input, ctx) => {
  const found = findMethod(ctx, input);
  responseOf(found, input.statusCode);
  const methodResponses = without(found.method.methodResponses ?? {}, input.statusCode ?? "");
  storeMethod(ctx, found, { ...found.method, methodResponses });
  return {};
};

function responseOf({ method }: FoundMethod, statusCode = ""): MethodResponse {
  const response = own(method.methodResponses ?? {}, statusCode);
  if (response === undefined) throw notFound("Response status code");
  return response;
}

function storeResponse(
  ctx: RestContext,
  found: FoundMethod,
  response: MethodResponse,
): MethodResponse {
  const { statusCode = "" } = response;
  const methodResponses = { ...found.method.methodResponses, [statusCode]: response };
  storeMethod(ctx, found, { ...found.method, methodResponses });
  return response;
}
