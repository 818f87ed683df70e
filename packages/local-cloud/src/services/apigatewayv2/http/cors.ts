import type { Cors } from "@aws-sdk/client-apigatewayv2";
import type { ApiRequest, ApiResponse } from "./api-request.ts";

/** The answer to a preflight; `undefined` when the request is none, or the API has no CORS rules. */
export function answerPreflight(
  cors: Cors | undefined,
  { method, headers }: ApiRequest,
): ApiResponse | undefined {
  const asked = headers["access-control-request-method"];
  if (cors === undefined || method !== "OPTIONS" || asked === undefined) return undefined;
  if (headers["origin"] === undefined) return undefined;
  const allowed = allowedOrigin(cors, headers["origin"]);
  if (allowed === undefined) return { status: 204, headers: {}, cookies: [], body: "" };
  return {
    status: 204,
    headers: {
      ...originHeaders(cors, allowed),
      ...listHeader("access-control-allow-methods", cors.AllowMethods),
      ...listHeader("access-control-allow-headers", cors.AllowHeaders),
      ...(cors.MaxAge !== undefined && { "access-control-max-age": String(cors.MaxAge) }),
    },
    cookies: [],
    body: "",
  };
}

/** Puts the API's CORS headers in the place of those of the integration. */
export function withCors(
  response: ApiResponse,
  cors: Cors | undefined,
  { headers }: ApiRequest,
): ApiResponse {
  if (cors === undefined) return response;
  const own = Object.entries(response.headers).filter(
    ([name]) => !name.startsWith("access-control-"),
  );
  const allowed = allowedOrigin(cors, headers["origin"]);
  const added =
    allowed === undefined
      ? {}
      : {
          ...originHeaders(cors, allowed),
          ...listHeader("access-control-expose-headers", cors.ExposeHeaders),
        };
  return { ...response, headers: { ...Object.fromEntries(own), ...added } };
}

function allowedOrigin(cors: Cors, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  for (const pattern of cors.AllowOrigins ?? []) {
    if (pattern === "*") return "*";
    if (pattern.toLowerCase() === origin.toLowerCase()) return origin;
    if (pattern === "https://*" && origin.startsWith("https://")) return origin;
    if (pattern === "http://*" && origin.startsWith("http://")) return origin;
  }
  return undefined;
}

function originHeaders(cors: Cors, allowed: string): Record<string, string> {
  return {
    "access-control-allow-origin": allowed,
    ...(cors.AllowCredentials === true && { "access-control-allow-credentials": "true" }),
    ...(allowed !== "*" && { vary: "origin" }),
  };
}

function listHeader(name: string, values: readonly string[] | undefined): Record<string, string> {
  return values === undefined || values.length === 0 ? {} : { [name]: values.join(",") };
}
