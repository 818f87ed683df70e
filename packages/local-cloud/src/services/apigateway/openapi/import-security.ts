import type { Authorizer, Method } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { checkAuthorizer } from "../check-authorizer.ts";
import { badRequest } from "../errors.ts";
import { own } from "../own.ts";
import { newId } from "../new-id.ts";
import type { OpenApiDocument, OpenApiOperation, SecurityScheme } from "./open-api-document.ts";

const TYPES: Readonly<Record<string, "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS">> = {
  token: "TOKEN",
  request: "REQUEST",
  cognito_user_pools: "COGNITO_USER_POOLS",
};

/** The schemes of a description by name. */
function schemesOf(document: OpenApiDocument): Readonly<Record<string, SecurityScheme>> {
  return { ...document.securityDefinitions, ...document.components?.securitySchemes };
}

/** Makes an authorizer of each scheme that describes one. @throws {AwsError} `BadRequestException`. */
export function importAuthorizers(document: OpenApiDocument): Record<string, Authorizer> {
  const authorizers: Record<string, Authorizer> = {};
  for (const [name, scheme] of Object.entries(schemesOf(document))) {
    const { "x-amazon-apigateway-authorizer": extension } = scheme;
    if (extension === undefined) continue;
    const type = own(TYPES, extension.type.toLowerCase());
    if (type === undefined) throw badRequest(`Invalid authorizer type ${extension.type}`);
    const header = `method.request.header.${scheme.name ?? "Authorization"}`;
    const authorizer: Authorizer = present({
      ...extension,
      id: newId(6),
      name,
      type,
      authType: scheme["x-amazon-apigateway-authtype"] ?? "custom",
      identitySource: extension.identitySource ?? (type === "REQUEST" ? undefined : header),
    });
    checkAuthorizer(authorizer);
    authorizers[authorizer.id ?? ""] = authorizer;
  }
  return authorizers;
}

type Security = Pick<
  Method,
  "apiKeyRequired" | "authorizationScopes" | "authorizationType" | "authorizerId"
>;

/** What an operation asks of its callers. @throws {AwsError} `BadRequestException`. */
export function securityOf(
  operation: OpenApiOperation,
  document: OpenApiDocument,
  authorizers: Readonly<Record<string, Authorizer>>,
): Security {
  const wanted = operation.security ?? document.security ?? [];
  const fixed = operation["x-amazon-apigateway-auth"]?.type.toUpperCase();
  const security: Security = { authorizationType: fixed ?? "NONE", apiKeyRequired: false };
  for (const [name, scopes] of wanted.flatMap((one) => Object.entries(one))) {
    const scheme = own(schemesOf(document), name);
    if (scheme === undefined) throw badRequest(`There is no security scheme ${name}`);
    Object.assign(security, demandOf(name, scheme, { scopes, authorizers }));
  }
  return security;
}

function demandOf(
  name: string,
  scheme: SecurityScheme,
  known: { scopes: string[]; authorizers: Readonly<Record<string, Authorizer>> },
): Security {
  if (scheme["x-amazon-apigateway-authtype"]?.toLowerCase() === "awssigv4") {
    return { authorizationType: "AWS_IAM" };
  }
  const authorizer = Object.values(known.authorizers).find((one) => one.name === name);
  if (authorizer === undefined) {
    const isKey = scheme.type === "apiKey" && scheme.name?.toLowerCase() === "x-api-key";
    if (isKey) return { apiKeyRequired: true };
    throw badRequest(`The security scheme ${name} has no authorizer`);
  }
  const isPool = authorizer.type === "COGNITO_USER_POOLS";
  return present({
    authorizationType: isPool ? "COGNITO_USER_POOLS" : "CUSTOM",
    authorizerId: authorizer.id,
    authorizationScopes: known.scopes.length === 0 ? undefined : known.scopes,
  });
}
