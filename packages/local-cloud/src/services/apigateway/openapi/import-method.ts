import type { Integration, Method } from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { present } from "../../../present.ts";
import { checkIntegration } from "../check-integration.ts";
import { badRequest, refuse } from "../errors.ts";
import { own } from "../own.ts";
import type { ImportedModels } from "./import-models.ts";
import type {
  IntegrationExtension,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
} from "./open-api-document.ts";

const PLACES: Readonly<Record<string, string>> = {
  path: "path",
  query: "querystring",
  header: "header",
};
const DEFAULT_TIMEOUT_MS = 29_000; // REST API quotas, "Integration timeout"

/** What an operation says about its requests. */
export function requestOf(
  operation: OpenApiOperation,
  shared: OpenApiOperation["parameters"],
  of: { document: OpenApiDocument; models: ImportedModels },
): Pick<Method, "requestModels" | "requestParameters"> {
  const parameters = [...(shared ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    resolve(parameter, of.document),
  );
  const named = parameters.flatMap(({ name, in: place, required = false }) => {
    const where = own(PLACES, place);
    return where === undefined ? [] : [[`method.request.${where}.${name}`, required] as const];
  });
  const contents = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema }]) => [type, schema] as const,
  );
  const body = parameters.find((parameter) => parameter.in === "body")?.schema;
  const types = operation.consumes ?? ["application/json"];
  const bodies = [...contents, ...types.map((type) => [type, body] as const)];
  const models = bodies.flatMap(([type, schema]) =>
    schema === undefined ? [] : [[type, of.models.nameOf(schema)] as const],
  );
  return present({
    requestParameters: named.length === 0 ? undefined : Object.fromEntries(named),
    requestModels: models.length === 0 ? undefined : Object.fromEntries(models),
  });
}

type AnyParameter = NonNullable<OpenApiOperation["parameters"]>[number];

function resolve(parameter: AnyParameter, document: OpenApiDocument): OpenApiParameter {
  if (isParameter(parameter)) return parameter;
  const name = parameter["$ref"].split("/").at(-1) ?? "";
  const shared = { ...document.parameters, ...document.components?.parameters };
  const found = own(shared, name);
  if (found === undefined) throw badRequest(`There is no parameter ${name}`);
  return found;
}

function isParameter(parameter: AnyParameter): parameter is OpenApiParameter {
  return !("$ref" in parameter);
}

/** What an operation says about its answers. */
export function responsesOf(
  { responses = {} }: OpenApiOperation,
  models: ImportedModels,
): NonNullable<Method["methodResponses"]> {
  const entries = Object.entries(responses).filter(([status]) => /^[1-5]\d\d$/.test(status));
  const made = entries.map(([statusCode, { headers = {}, content = {} }]) => {
    const parameters = Object.keys(headers).map((name) => [
      `method.response.header.${name}`,
      false,
    ]);
    const named = Object.entries(content).flatMap(([type, { schema }]) =>
      schema === undefined ? [] : [[type, models.nameOf(schema)]],
    );
    const response = present({
      statusCode,
      responseParameters: parameters.length === 0 ? undefined : Object.fromEntries(parameters),
      responseModels: named.length === 0 ? undefined : Object.fromEntries(named),
    });
    return [statusCode, response];
  });
  return Object.fromEntries(made);
}

const Type = z.enum(["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"]);
const ContentHandling = z.enum(["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]).optional();

/** The integration of an operation. @throws {AwsError} `BadRequestException`, `NotEmulated`. */
export function integrationOf(
  extension: z.infer<typeof IntegrationExtension>,
  method: Method,
): Integration {
  const { connectionId, connectionType, responses = {}, payloadFormatVersion, ...rest } = extension;
  const internet = connectionType === undefined || connectionType === "INTERNET";
  refuse("PutRestApi", { connectionId, connectionType: internet ? undefined : connectionType });
  const type = Type.safeParse(extension.type.toUpperCase());
  if (!type.success) throw badRequest(`Invalid integration type specified: ${extension.type}`);
  if (payloadFormatVersion !== undefined && payloadFormatVersion !== "1.0") {
    throw badRequest("The payload format of REST APIs is 1.0");
  }
  const integration: Integration = present({
    ...rest,
    type: type.data,
    contentHandling: ContentHandling.parse(extension.contentHandling?.toUpperCase()),
    passthroughBehavior: (extension.passthroughBehavior ?? "WHEN_NO_MATCH").toUpperCase(),
    timeoutInMillis: extension.timeoutInMillis ?? DEFAULT_TIMEOUT_MS,
    integrationResponses: undefined,
  });
  checkIntegration(integration, method);
  const made = Object.entries(responses).map(([pattern, response]) => [
    response.statusCode,
    present({
      ...response,
      contentHandling: ContentHandling.parse(response.contentHandling?.toUpperCase()),
      selectionPattern: pattern === "default" ? undefined : pattern,
    }),
  ]);
  return { ...integration, integrationResponses: Object.fromEntries(made) };
}
