import type { Integration, IntegrationResponse } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, notFound, refuse } from "../errors.ts";
import { checkIntegration } from "../check-integration.ts";
import { own, without } from "../own.ts";
import { applyPatches, patchable, type PatchRule } from "../patch.ts";
import type { RestContext, RestOperation } from "../state.ts";
import { findMethod, storeMethod, type FoundMethod } from "./methods.ts";

const TIMEOUT_MS = 29_000; // REST API quotas, "Integration timeout"

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html */
export const putIntegration: RestOperation<"PutIntegration"> = (input, ctx) => {
  const found = findMethod(ctx, input);
  const { connectionId, integrationTarget } = input;
  refuse("PutIntegration", { connectionId, integrationTarget });
  const integration: Integration = present({
    type: input.type,
    httpMethod: input.integrationHttpMethod,
    uri: input.uri,
    connectionType: input.connectionType,
    credentials: input.credentials,
    requestParameters: input.requestParameters,
    requestTemplates: input.requestTemplates,
    passthroughBehavior: input.passthroughBehavior ?? "WHEN_NO_MATCH",
    contentHandling: input.contentHandling,
    timeoutInMillis: input.timeoutInMillis ?? TIMEOUT_MS,
    cacheNamespace: input.cacheNamespace ?? found.resource.id,
    cacheKeyParameters: input.cacheKeyParameters ?? [],
    tlsConfig: input.tlsConfig,
    responseTransferMode: input.responseTransferMode,
  });
  checkIntegration(integration, found.method);
  return store(ctx, found, integration);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegration.html */
export const getIntegration: RestOperation<"GetIntegration"> = (input, ctx) =>
  integrationOf(findMethod(ctx, input));

const RULES: readonly PatchRule[] = [
  ...patchable("text", "/type", "/httpMethod", "/uri", "/credentials", "/passthroughBehavior"),
  ...patchable("text", "/requestParameters/*", "/requestTemplates/*", "/contentHandling"),
  ...patchable("text", "/cacheNamespace"),
  ...patchable("member", "/cacheKeyParameters/*"),
  ...patchable("number", "/timeoutInMillis"),
];

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegration.html */
export const updateIntegration: RestOperation<"UpdateIntegration"> = (input, ctx) => {
  const found = findMethod(ctx, input);
  const integration = applyPatches(integrationOf(found), input.patchOperations, RULES);
  checkIntegration(integration, found.method);
  return store(ctx, found, integration);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteIntegration.html */
export const deleteIntegration: RestOperation<"DeleteIntegration"> = (input, ctx) => {
  const found = findMethod(ctx, input);
  integrationOf(found);
  const { methodIntegration: _integration, ...method } = found.method;
  storeMethod(ctx, found, method);
  return {};
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html */
export const putIntegrationResponse: RestOperation<"PutIntegrationResponse"> = (input, ctx) => {
  const found = findMethod(ctx, input);
  const { statusCode, selectionPattern, responseParameters, responseTemplates } = input;
  const { contentHandling } = input;
  const response = present({
    statusCode,
    selectionPattern,
    responseParameters,
    responseTemplates,
    contentHandling,
  });
  return storeResponse(ctx, found, response);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegrationResponse.html */
export const getIntegrationResponse: RestOperation<"GetIntegrationResponse"> = (input, ctx) =>
  responseOf(findMethod(ctx, input), input.statusCode);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegrationResponse.html */
export const updateIntegrationResponse: RestOperation<"UpdateIntegrationResponse"> = (
  input,
  ctx,
) => {
  const found = findMethod(ctx, input);
  const rules = patchable(
    "text",
    "/selectionPattern",
    "/contentHandling",
    "/responseParameters/*",
    "/responseTemplates/*",
  );
  const old = responseOf(found, input.statusCode);
  return storeResponse(ctx, found, applyPatches(old, input.patchOperations, rules));
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteIntegrationResponse.html */
export const deleteIntegrationResponse: RestOperation<"DeleteIntegrationResponse"> = (
  input,
  ctx,
) => {
  const found = findMethod(ctx, input);
  responseOf(found, input.statusCode);
  const integration = integrationOf(found);
  const kept = without(integration.integrationResponses ?? {}, input.statusCode ?? "");
  store(ctx, found, { ...integration, integrationResponses: kept });
  return {};
};

function integrationOf({ method }: FoundMethod): Integration {
  if (method.methodIntegration === undefined) throw notFound("Integration");
  return method.methodIntegration;
}

function responseOf(found: FoundMethod, statusCode = ""): IntegrationResponse {
  const response = own(integrationOf(found).integrationResponses ?? {}, statusCode);
  if (response === undefined) throw notFound("Integration Response");
  return response;
}

function store(ctx: RestContext, found: FoundMethod, methodIntegration: Integration): Integration {
  storeMethod(ctx, found, { ...found.method, methodIntegration });
  return methodIntegration;
}

function storeResponse(
  ctx: RestContext,
  found: FoundMethod,
  response: IntegrationResponse,
): IntegrationResponse {
  const { statusCode = "", responseParameters = {}, selectionPattern = "" } = response;
  const integration = integrationOf(found);
  const declared = own(found.method.methodResponses ?? {}, statusCode);
  if (declared === undefined) throw notFound("Response status code");
  for (const name of Object.keys(responseParameters)) {
    if (own(declared.responseParameters ?? {}, name) === undefined) {
      throw badRequest(`Invalid mapping expression parameter specified: ${name}`);
    }
  }
  checkPattern(selectionPattern);
  const all = { ...integration.integrationResponses, [statusCode]: response };
  store(ctx, found, { ...integration, integrationResponses: all });
  return response;
}

function checkPattern(pattern: string): void {
  try {
    void new RegExp(pattern, "s");
  } catch {
    throw badRequest(`Invalid selection pattern specified: ${pattern}`);
  }
}
