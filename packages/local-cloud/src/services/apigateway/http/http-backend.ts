import type { Integration } from "@aws-sdk/client-api-gateway";
import type { CloudConfig } from "../../../cloud.ts";
import { NotEmulatedError } from "../../../errors.ts";
import { override, singleValues, type ApiResponse, type RoutedExchange } from "./api-request.ts";
import type { BackendRequest } from "./backend-request.ts";
import { contextOf } from "./context.ts";
import { fetchBackend, fillPath } from "./fetch-backend.ts";
import type { BackendAnswer } from "./backend-answer.ts";
import { withStageVariables } from "./invoke-function.ts";
import { mapParameters, requestSources } from "./mapping.ts";
import { forwardedHeaders } from "./proxy-event.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Calls an HTTP endpoint with the mapped request. */
export function callHttp(
  exchange: RoutedExchange,
  { integration, request }: { integration: Integration; request: BackendRequest },
): Promise<BackendAnswer> {
  const url = urlOf(exchange, integration, request.path);
  for (const [name, value] of request.query) url.searchParams.append(name, value);
  const headers = override([["content-type", "application/json"]], request.headers);
  return fetchBackend({
    url,
    method: methodOf(exchange, integration),
    headers,
    body: request.body,
  });
}

/** Passes a request on as it is, and the answer back. */
export async function proxyHttp(
  exchange: RoutedExchange,
  integration: Integration,
  config: CloudConfig,
): Promise<ApiResponse> {
  const { request, facts } = exchange;
  const sources = requestSources(exchange, contextOf(exchange, config));
  const mapped = (place: string) =>
    mapParameters(integration.requestParameters, {
      prefix: `integration.request.${place}.`,
      sources,
    });
  const url = urlOf(exchange, integration, singleValues(mapped("path")));
  for (const [name, value] of override(request.query, mapped("querystring"))) {
    url.searchParams.append(name, value);
  }
  const headers = override(forwardedHeaders(exchange), mapped("header"));
  const method = methodOf(exchange, integration);
  const { selection: _selection, ...answer } = await fetchBackend({
    url,
    method,
    headers,
    body: request.body,
  });
  facts.integrationStatus = answer.status;
  return answer;
}

function methodOf({ request }: RoutedExchange, { httpMethod = "ANY" }: Integration): string {
  return httpMethod === "ANY" ? request.method : httpMethod;
}

/** @throws {AwsError} `NotEmulated` for an endpoint that is not on this machine. */
function urlOf(
  exchange: RoutedExchange,
  { uri = "" }: Integration,
  path: Readonly<Record<string, string>>,
): URL {
  const url = new URL(fillPath(withStageVariables(uri, exchange), path));
  if (!LOOPBACK.has(url.hostname)) {
    throw new NotEmulatedError(
      "apigateway:PutIntegration",
      `uri ${url.origin}, which is not on this machine`,
    );
  }
  return url;
}
