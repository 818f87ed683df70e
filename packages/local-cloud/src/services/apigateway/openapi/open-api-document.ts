import { parse } from "yaml";
import * as z from "zod";
import { badRequest, notEmulated } from "../errors.ts";
import { isRecord } from "../own.ts";

const Texts = z.record(z.string(), z.string());
const Members = z.record(z.string(), z.unknown());
const Flagged = z.union([z.boolean(), z.stringbool()]);

/** `x-amazon-apigateway-integration`. */
export const IntegrationExtension = z.strictObject({
  type: z.string(),
  httpMethod: z.string().optional(),
  uri: z.string().optional(),
  credentials: z.string().optional(),
  connectionType: z.string().optional(),
  connectionId: z.string().optional(),
  contentHandling: z.string().optional(),
  passthroughBehavior: z.string().optional(),
  payloadFormatVersion: z.string().optional(), // for HTTP APIs; proxies of REST APIs have 1.0 only
  requestParameters: Texts.optional(),
  requestTemplates: Texts.optional(),
  timeoutInMillis: z.number().optional(),
  cacheKeyParameters: z.array(z.string()).optional(),
  cacheNamespace: z.string().optional(),
  responses: z
    .record(
      z.string(),
      z.strictObject({
        statusCode: z.coerce.string(),
        responseParameters: Texts.optional(),
        responseTemplates: Texts.optional(),
        contentHandling: z.string().optional(),
      }),
    )
    .optional(),
});

const Content = z.record(z.string(), z.looseObject({ schema: Members.optional() }));
const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: Members.optional(),
});
export type OpenApiParameter = z.infer<typeof Parameter>;

/** One operation of a path. */
export const OpenApiOperation = z.looseObject({
  operationId: z.string().optional(),
  parameters: z.array(z.union([z.looseObject({ $ref: z.string() }), Parameter])).optional(),
  requestBody: z.looseObject({ content: Content.optional() }).optional(),
  consumes: z.array(z.string()).optional(),
  responses: z
    .record(z.string(), z.looseObject({ headers: Members.optional(), content: Content.optional() }))
    .optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  "x-amazon-apigateway-auth": z.looseObject({ type: z.string() }).optional(),
  "x-amazon-apigateway-integration": IntegrationExtension.optional(),
  "x-amazon-apigateway-request-validator": z.string().optional(),
});
export type OpenApiOperation = z.infer<typeof OpenApiOperation>;

const SecurityScheme = z.looseObject({
  type: z.string().optional(),
  name: z.string().optional(),
  in: z.string().optional(),
  "x-amazon-apigateway-authtype": z.string().optional(),
  "x-amazon-apigateway-authorizer": z
    .strictObject({
      type: z.string(),
      authorizerUri: z.string().optional(),
      authorizerCredentials: z.string().optional(),
      authorizerResultTtlInSeconds: z.number().optional(),
      identitySource: z.string().optional(),
      identityValidationExpression: z.string().optional(),
      providerARNs: z.array(z.string()).optional(),
    })
    .optional(),
});
export type SecurityScheme = z.infer<typeof SecurityScheme>;

const OpenApiDocument = z.looseObject({
  info: z.looseObject({
    title: z.string().default("api"),
    description: z.string().optional(),
    version: z.coerce.string().optional(),
  }),
  paths: z.record(z.string(), Members).default({}),
  parameters: z.record(z.string(), Parameter).optional(),
  definitions: z.record(z.string(), Members).optional(),
  securityDefinitions: z.record(z.string(), SecurityScheme).optional(),
  security: OpenApiOperation.shape.security,
  components: z
    .looseObject({
      parameters: z.record(z.string(), Parameter).optional(),
      schemas: z.record(z.string(), Members).optional(),
      securitySchemes: z.record(z.string(), SecurityScheme).optional(),
    })
    .optional(),
  "x-amazon-apigateway-api-key-source": z.string().optional(),
  "x-amazon-apigateway-binary-media-types": z.array(z.string()).optional(),
  "x-amazon-apigateway-gateway-responses": z
    .record(
      z.string(),
      z.strictObject({
        statusCode: z.coerce.string().optional(),
        responseParameters: Texts.optional(),
        responseTemplates: Texts.optional(),
      }),
    )
    .optional(),
  "x-amazon-apigateway-policy": Members.optional(),
  "x-amazon-apigateway-request-validator": z.string().optional(),
  "x-amazon-apigateway-request-validators": z
    .record(
      z.string(),
      z.strictObject({
        validateRequestBody: Flagged.optional(),
        validateRequestParameters: Flagged.optional(),
      }),
    )
    .optional(),
});
export type OpenApiDocument = z.infer<typeof OpenApiDocument>;

const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  ...Object.keys(OpenApiDocument.shape),
  ...Object.keys(OpenApiOperation.shape),
  "x-amazon-apigateway-any-method",
  "x-amazon-apigateway-authorizer",
  "x-amazon-apigateway-authtype",
  "x-amazon-apigateway-importexport-version",
]);

/**
 * Reads a description of an API: OpenAPI 3 or Swagger 2, JSON or YAML.
 *
 * @throws {AwsError} `BadRequestException`; `NotEmulated` for an extension that is not known.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function readOpenApi(body: Uint8Array): OpenApiDocument {
  const json = readText(new TextDecoder().decode(body));
  refuseUnknown(json);
  const document = OpenApiDocument.safeParse(json);
  if (!document.success) {
    throw badRequest(`Invalid OpenAPI input: ${z.prettifyError(document.error)}`);
  }
  return document.data;
}

function readText(text: string): unknown {
  try {
    const json: unknown = text.trimStart().startsWith("{")
      ? JSON.parse(text)
      : parse(text, { maxAliasCount: 100 });
    return json;
  } catch {
    throw badRequest("Unable to parse API definition because of a malformed document");
  }
}

function refuseUnknown(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) refuseUnknown(item);
  } else if (isRecord(value)) {
    for (const [name, inner] of Object.entries(value)) {
      if (name.startsWith("x-amazon-apigateway-") && !KNOWN_EXTENSIONS.has(name)) {
        throw notEmulated("PutRestApi", name);
      }
      refuseUnknown(inner);
    }
  }
}
