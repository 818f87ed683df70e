import type { EndpointConfiguration, RestApi } from "@aws-sdk/client-api-gateway";
import { PolicySyntaxError, readPolicy } from "../../../access/policy/policy-document.ts";
import { present } from "../../../present.ts";
import { badRequest, refuse } from "../errors.ts";
import type { ApiRecord } from "../model.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable, type PatchRule } from "../patch.ts";
import { newId } from "../new-id.ts";
import { apiOf, type RestContext, type RestOperation } from "../state.ts";

const ANYWHERE: EndpointConfiguration = { ipAddressType: "ipv4", types: ["EDGE"] };

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html */
export const createRestApi: RestOperation<"CreateRestApi"> = (input, ctx) => {
  const { cloneFrom, endpointAccessMode, minimumCompressionSize, securityPolicy } = input;
  refuse("CreateRestApi", {
    cloneFrom,
    endpointAccessMode,
    minimumCompressionSize,
    securityPolicy,
  });
  const rootResourceId = newId(10);
  const api: ApiRecord = check(
    present({
      id: newId(10),
      name: input.name ?? "",
      description: input.description,
      version: input.version,
      endpointConfiguration: { ...ANYWHERE, ...input.endpointConfiguration },
      disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
      tags: input.tags ?? {},
      rootResourceId,
      createdAt: ctx.cloud.clock.now(),
      definition: present({
        resources: { [rootResourceId]: { id: rootResourceId, path: "/", methods: {} } },
        models: defaultModels(),
        requestValidators: {},
        authorizers: {},
        gatewayResponses: {},
        binaryMediaTypes: input.binaryMediaTypes ?? [],
        apiKeySource: input.apiKeySource ?? "HEADER",
        policy: input.policy,
      }),
    }),
  );
  ctx.state.apis.put(api.id, api);
  return describeApi(api);
};

/** Every API begins with these two. */
function defaultModels() {
  const schema = '{\n  "$schema" : "http://json-schema.org/draft-04/schema#",\n  "title" : ';
  const model = (name: string, description: string, type: string) => ({
    id: newId(6),
    name,
    description,
    contentType: "application/json",
    schema: `${schema}"${name} Schema",\n  "type" : "${type}"\n}`,
  });
  return {
    Empty: model("Empty", "This is a default empty schema model", "object"),
    Error: model("Error", "This is a default error schema model", "object"),
  };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApi.html */
export const getRestApi: RestOperation<"GetRestApi"> = (input, ctx) =>
  describeApi(apiOf(ctx.state, input.restApiId));

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApis.html */
export const getRestApis: RestOperation<"GetRestApis"> = (input, ctx) =>
  page(
    ctx.state.apis.entries().map(([, api]) => describeApi(api)),
    input,
  );

const RULES: readonly PatchRule[] = [
  ...patchable("text", "/name", "/description", "/version"),
  ...patchable("flag", "/disableExecuteApiEndpoint"),
  ...patchable("member", "/endpointConfiguration/types/*"),
  { path: "/policy", kind: "text", at: () => ["definition", "policy"] },
  { path: "/apiKeySource", kind: "text", at: () => ["definition", "apiKeySource"] },
  {
    path: "/binaryMediaTypes/*",
    kind: "member",
    at: (type = "") => ["definition", "binaryMediaTypes", type],
  },
];

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateRestApi.html */
export const updateRestApi: RestOperation<"UpdateRestApi"> = (input, ctx) => {
  const old = apiOf(ctx.state, input.restApiId);
  const [replaced] = old.endpointConfiguration?.types ?? [];
  const api = check(applyPatches(old, input.patchOperations, RULES));
  const types = api.endpointConfiguration?.types ?? [];
  // "Replace" names the type that goes; an API has one.
  const kept = types.length > 1 ? types.filter((type) => type !== replaced) : types;
  const next = { ...api, endpointConfiguration: { ...api.endpointConfiguration, types: kept } };
  ctx.state.apis.put(next.id, next);
  return describeApi(next);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRestApi.html */
export const deleteRestApi: RestOperation<"DeleteRestApi"> = (input, ctx) => {
  const { id } = apiOf(ctx.state, input.restApiId);
  const inPlan = ctx.state.usagePlans
    .entries()
    .some(([, { apiStages = [] }]) => apiStages.some(({ apiId }) => apiId === id));
  if (inPlan) {
    throw badRequest(
      "Cannot delete API: it has stages in usage plans. Remove them from the usage plans first.",
    );
  }
  removeApi(ctx, id);
  return {};
};

function removeApi({ state, cloud }: RestContext, id: string): void {
  cloud.store.transaction(() => {
    state.apis.delete(id);
    for (const [key] of state.stages.entries({ prefix: `${id}/` })) state.stages.delete(key);
    for (const [key] of state.deployments.entries({ prefix: `${id}/` })) {
      state.deployments.delete(key);
    }
  });
}

function check(api: ApiRecord): ApiRecord {
  const { policy, apiKeySource } = api.definition;
  if (api.name === "") throw badRequest("API name cannot be empty");
  if (!["HEADER", "AUTHORIZER"].includes(apiKeySource)) {
    throw badRequest(`Invalid API key source ${apiKeySource}`);
  }
  if (policy !== undefined && policy !== "") checkPolicy(policy);
  return api;
}

function checkPolicy(policy: string): void {
  try {
    readPolicy(policy);
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw badRequest(
      "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.",
    );
  }
}

/** An API as clients see it. */
export function describeApi({ createdAt, definition, ...api }: ApiRecord): RestApi {
  const { apiKeySource, binaryMediaTypes, policy } = definition;
  return present({
    ...api,
    createdDate: new Date(createdAt),
    apiKeySource,
    binaryMediaTypes: binaryMediaTypes.length === 0 ? undefined : [...binaryMediaTypes],
    policy: policy === "" ? undefined : policy,
  });
}
