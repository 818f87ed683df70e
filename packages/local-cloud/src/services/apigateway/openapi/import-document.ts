import type { Method, RequestValidator } from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { present } from "../../../present.ts";
import { badRequest } from "../errors.ts";
import { isResponseType } from "../http/gateway-response-types.ts";
import type { ApiDefinition, ApiRecord, ResourceRecord } from "../model.ts";
import { childOf } from "../resource-tree.ts";
import { newId } from "../new-id.ts";
import { importAuthorizers, securityOf } from "./import-security.ts";
import { integrationOf, requestOf, responsesOf } from "./import-method.ts";
import { importModels } from "./import-models.ts";
import { OpenApiOperation, type OpenApiDocument } from "./open-api-document.ts";

const VERBS: ReadonlyMap<string, string> = new Map([
  ...["delete", "get", "head", "options", "patch", "post", "put"].map(
    (verb) => [verb, verb.toUpperCase()] as const,
  ),
  ["x-amazon-apigateway-any-method", "ANY"],
]);

/**
 * Brings a description into an API: over what it is, or among what it has.
 *
 * @throws {AwsError} `BadRequestException`, `NotEmulated`.
 */
export function importDocument(
  api: ApiRecord,
  document: OpenApiDocument,
  mode: "merge" | "overwrite",
): ApiRecord {
  const { rootResourceId: id } = api;
  const root: ResourceRecord = { id, path: "/", methods: {} };
  const base: ApiDefinition =
    mode === "merge" ? api.definition : { ...api.definition, ...EMPTY, resources: { [id]: root } };
  const models = importModels(document, api.id);
  const authorizers = importAuthorizers(document);
  const validators = validatorsOf(document);
  const source = document["x-amazon-apigateway-api-key-source"]?.toUpperCase();
  const policy = document["x-amazon-apigateway-policy"];
  const definition: ApiDefinition = {
    ...base,
    models: { ...base.models, ...models.models },
    authorizers: { ...base.authorizers, ...authorizers },
    requestValidators: { ...base.requestValidators, ...validators },
    gatewayResponses: { ...base.gatewayResponses, ...gatewayResponsesOf(document) },
    binaryMediaTypes: document["x-amazon-apigateway-binary-media-types"] ?? base.binaryMediaTypes,
    apiKeySource: source === "AUTHORIZER" || source === "HEADER" ? source : base.apiKeySource,
    ...(policy !== undefined && { policy: JSON.stringify(policy) }),
  };
  let next: ApiRecord = { ...api, ...titled(document), definition };
  for (const [path, item] of Object.entries(document.paths)) {
    const found = resourceAt(next, path);
    const shared = OpenApiOperation.shape.parameters.safeParse(item["parameters"]).data;
    const methods: Record<string, Method> = { ...found.resource.methods };
    for (const [key, verb] of VERBS) {
      if (item[key] === undefined) continue;
      const operation = operationOf(item[key], `${key} ${path}`);
      const wanted =
        operation["x-amazon-apigateway-request-validator"] ??
        document["x-amazon-apigateway-request-validator"];
      const method = present({
        httpMethod: verb,
        operationName: operation.operationId,
        ...securityOf(operation, document, authorizers),
        ...requestOf(operation, shared, { document, models }),
        methodResponses: responsesOf(operation, models),
        requestValidatorId: wanted === undefined ? undefined : validatorId(validators, wanted),
      });
      const { "x-amazon-apigateway-integration": extension } = operation;
      methods[verb] =
        extension === undefined
          ? method
          : { ...method, methodIntegration: integrationOf(extension, method) };
    }
    next = withResource(found.api, { ...found.resource, methods });
  }
  // Schemas that stand in operations have become models on the way.
  const all = { ...next.definition.models, ...models.models };
  return { ...next, definition: { ...next.definition, models: all } };
}

const EMPTY = {
  models: {},
  authorizers: {},
  requestValidators: {},
  gatewayResponses: {},
  binaryMediaTypes: [],
} as const;

function titled({ info }: OpenApiDocument) {
  const { title: name, description, version } = info;
  return present({ name, description, version });
}

function operationOf(item: unknown, where: string): OpenApiOperation {
  const operation = OpenApiOperation.safeParse(item);
  if (operation.success) return operation.data;
  throw badRequest(`Invalid OpenAPI input at ${where}: ${z.prettifyError(operation.error)}`);
}

function resourceAt(api: ApiRecord, path: string): { api: ApiRecord; resource: ResourceRecord } {
  let next = api;
  let resource = next.definition.resources[api.rootResourceId];
  for (const part of path.split("/").filter((segment) => segment !== "")) {
    if (resource === undefined) break;
    const parentId = resource.id;
    const known = Object.values(next.definition.resources).find(
      (one) => one.parentId === parentId && one.pathPart === part,
    );
    resource = known ?? childOf(next.definition.resources, resource, part);
    if (known === undefined) next = withResource(next, resource);
  }
  if (resource === undefined) throw badRequest(`Invalid path ${path}`);
  return { api: next, resource };
}

function withResource(api: ApiRecord, resource: ResourceRecord): ApiRecord {
  const resources = { ...api.definition.resources, [resource.id]: resource };
  return { ...api, definition: { ...api.definition, resources } };
}

type Validators = Readonly<Record<string, RequestValidator>>;

function validatorsOf(document: OpenApiDocument): Validators {
  const described = document["x-amazon-apigateway-request-validators"] ?? {};
  const made = Object.entries(described).map(([name, settings]) => {
    const { validateRequestBody = false, validateRequestParameters = false } = settings;
    const id = newId(6);
    return [id, { id, name, validateRequestBody, validateRequestParameters }];
  });
  return Object.fromEntries(made);
}

function validatorId(validators: Validators, name: string): string | undefined {
  const found = Object.values(validators).find((validator) => validator.name === name);
  if (found === undefined) throw badRequest(`There is no request validator ${name}`);
  return found.id;
}

function gatewayResponsesOf(document: OpenApiDocument): ApiDefinition["gatewayResponses"] {
  const described = document["x-amazon-apigateway-gateway-responses"] ?? {};
  const made = Object.entries(described).map(([responseType, response]) => {
    if (!isResponseType(responseType)) {
      throw badRequest(`Invalid gateway response type specified: ${responseType}`);
    }
    return [responseType, present({ ...response, responseType, defaultResponse: false })];
  });
  return Object.fromEntries(made);
}
