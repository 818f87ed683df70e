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
import { importModels, type ImportedModels } from "./import-models.ts";
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
  const parts: Parts = {
    document,
    models: importModels(document, api.id),
    authorizers: importAuthorizers(document),
    validators: validatorsOf(document),
  };
  const definition = definitionOf(mode === "merge" ? api.definition : emptied(api), parts);
  let next: ApiRecord = { ...api, ...titled(document), definition };
  for (const [path, item] of Object.entries(document.paths)) {
    const found = resourceAt(next, path);
    const methods = { ...found.resource.methods, ...methodsOf(path, item, parts) };
    next = withResource(found.api, { ...found.resource, methods });
  }
  // Schemas that stand in operations have become models on the way.
  const models = { ...next.definition.models, ...parts.models.models };
  return { ...next, definition: { ...next.definition, models } };
}

/** What the methods of a description refer to. */
interface Parts {
  readonly document: OpenApiDocument;
  readonly models: ImportedModels;
  readonly authorizers: ApiDefinition["authorizers"];
  readonly validators: Validators;
}

function definitionOf(base: ApiDefinition, parts: Parts): ApiDefinition {
  const { document, models, authorizers, validators } = parts;
  const source = document["x-amazon-apigateway-api-key-source"]?.toUpperCase();
  const policy = document["x-amazon-apigateway-policy"];
  return {
    ...base,
    models: { ...base.models, ...models.models },
    authorizers: { ...base.authorizers, ...authorizers },
    requestValidators: { ...base.requestValidators, ...validators },
    gatewayResponses: { ...base.gatewayResponses, ...gatewayResponsesOf(document) },
    binaryMediaTypes: document["x-amazon-apigateway-binary-media-types"] ?? base.binaryMediaTypes,
    apiKeySource: source === "AUTHORIZER" || source === "HEADER" ? source : base.apiKeySource,
    ...(policy !== undefined && { policy: JSON.stringify(policy) }),
  };
}

function emptied({ definition, rootResourceId: id }: ApiRecord): ApiDefinition {
  const root: ResourceRecord = { id, path: "/", methods: {} };
  return { ...definition, ...EMPTY, resources: { [id]: root } };
}

function methodsOf(
  path: string,
  item: Readonly<Record<string, unknown>>,
  parts: Parts,
): Record<string, Method> {
  const shared = OpenApiOperation.shape.parameters.safeParse(item["parameters"]).data;
  const described = [...VERBS].filter(([key]) => item[key] !== undefined);
  const methods = described.map(([key, verb]): [string, Method] => {
    const operation = operationOf(item[key], `${key} ${path}`);
    return [verb, { httpMethod: verb, ...methodOf(operation, shared, parts) }];
  });
  return Object.fromEntries(methods);
}

function methodOf(
  operation: OpenApiOperation,
  shared: OpenApiOperation["parameters"],
  { document, models, authorizers, validators }: Parts,
): Method {
  const {
    operationId: operationName,
    "x-amazon-apigateway-integration": extension,
    "x-amazon-apigateway-request-validator": validator = document[
      "x-amazon-apigateway-request-validator"
    ],
  } = operation;
  const method: Method = present({
    operationName,
    ...securityOf(operation, document, authorizers),
    ...requestOf(operation, shared, { document, models }),
    methodResponses: responsesOf(operation, models),
    requestValidatorId: validator === undefined ? undefined : validatorId(validators, validator),
  });
  if (extension === undefined) return method;
  return { ...method, methodIntegration: integrationOf(extension, method) };
}

const EMPTY = {
  models: {},
  authorizers: {},
  requestValidators: {},
  gatewayResponses: {},
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
