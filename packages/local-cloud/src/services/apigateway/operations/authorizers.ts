import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, conflict, notFound } from "../errors.ts";
import { checkAuthorizer } from "../check-authorizer.ts";
import type { ApiRecord } from "../model.ts";
import { own, without } from "../own.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable, type PatchRule } from "../patch.ts";
import { newId } from "../new-id.ts";
import {
  apiOf,
  changeDefinition,
  stageOf,
  type RestContext,
  type RestOperation,
} from "../state.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html */
export const createAuthorizer: RestOperation<"CreateAuthorizer"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const { name = "", identitySource } = input;
  const taken = Object.values(api.definition.authorizers).some((other) => other.name === name);
  if (taken)
    throw badRequest(
      "Authorizer name must be unique. Authorizer " + name + " already exists in this RestApi.",
    );
  const isToken = input.type !== "REQUEST";
  return store(
    ctx,
    api,
    present({
      id: newId(6),
      name,
      type: input.type,
      providerARNs: input.providerARNs,
      authType:
        input.authType ?? (input.type === "COGNITO_USER_POOLS" ? "cognito_user_pools" : "custom"),
      authorizerUri: input.authorizerUri,
      authorizerCredentials: input.authorizerCredentials,
      identitySource:
        identitySource ?? (isToken ? "method.request.header.Authorization" : undefined),
      identityValidationExpression: input.identityValidationExpression,
      authorizerResultTtlInSeconds: input.authorizerResultTtlInSeconds,
    }),
  );
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetAuthorizer.html */
export const getAuthorizer: RestOperation<"GetAuthorizer"> = (input, ctx) =>
  authorizerOf(apiOf(ctx.state, input.restApiId), input.authorizerId);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetAuthorizers.html */
export const getAuthorizers: RestOperation<"GetAuthorizers"> = (input, ctx) =>
  page(Object.values(apiOf(ctx.state, input.restApiId).definition.authorizers), input);

const RULES: readonly PatchRule[] = [
  ...patchable("text", "/name", "/type", "/authType", "/authorizerUri", "/authorizerCredentials"),
  ...patchable("text", "/identitySource", "/identityValidationExpression"),
  ...patchable("number", "/authorizerResultTtlInSeconds"),
  ...patchable("member", "/providerARNs/*"),
];

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAuthorizer.html */
export const updateAuthorizer: RestOperation<"UpdateAuthorizer"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const old = authorizerOf(api, input.authorizerId);
  return store(ctx, api, applyPatches(old, input.patchOperations, RULES));
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteAuthorizer.html */
export const deleteAuthorizer: RestOperation<"DeleteAuthorizer"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const { id = "" } = authorizerOf(api, input.authorizerId);
  const { resources, authorizers } = api.definition;
  const used = Object.values(resources).some(({ methods }) =>
    Object.values(methods).some(({ authorizerId }) => authorizerId === id),
  );
  if (used) throw conflict(`Cannot delete authorizer '${id}', is referenced in method(s)`);
  changeDefinition(ctx.state, api, { authorizers: without(authorizers, id) });
  return {};
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageAuthorizersCache.html */
export const flushStageAuthorizersCache: RestOperation<"FlushStageAuthorizersCache"> = (
  input,
  ctx,
) => {
  const { stageName } = stageOf(ctx.state, input);
  ctx.state.authorizerCache.clear(`${input.restApiId ?? ""}/${stageName}/`);
  return {};
};

function authorizerOf({ definition }: ApiRecord, id = ""): Authorizer {
  const authorizer = own(definition.authorizers, id);
  if (authorizer === undefined) throw notFound("Authorizer");
  return authorizer;
}

function store(ctx: RestContext, api: ApiRecord, authorizer: Authorizer): Authorizer {
  checkAuthorizer(authorizer);
  const authorizers = { ...api.definition.authorizers, [authorizer.id ?? ""]: authorizer };
  changeDefinition(ctx.state, api, { authorizers });
  return authorizer;
}
