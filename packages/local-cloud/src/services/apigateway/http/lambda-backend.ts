import type { Integration } from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { headerOf, type ApiResponse, type Gateway, type RoutedExchange } from "./api-request.ts";
import type { BackendRequest } from "./backend-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import type { BackendAnswer } from "./backend-answer.ts";
import { invokeFunction } from "./invoke-function.ts";
import { proxyEvent } from "./proxy-event.ts";
import { malformed, readProxyResponse } from "./proxy-response.ts";

/** Tells whether an integration's URI names a function. */
export function isLambda(uri: string): boolean {
  return /:lambda:path\/[^/]+\/functions\//.test(uri);
}

/** Hands the whole request to a function, whose answer is the response. */
export async function proxyFunction(
  gateway: Gateway,
  exchange: RoutedExchange,
  { uri = "", credentials }: Integration,
): Promise<ApiResponse> {
  const answer = await invokeFunction(gateway, exchange, {
    uri,
    credentials,
    source: sourceOf(exchange),
    payload: JSON.stringify(proxyEvent(exchange, gateway.cloud.config)),
  });
  exchange.facts.integrationStatus = 200;
  if (answer.failed) throw malformed();
  return readProxyResponse(answer.payload, exchange);
}

const Failure = z.object({ errorMessage: z.string() });

/** Hands the mapped body to a function; a failure is selected by its message. */
export async function callFunction(
  gateway: Gateway,
  exchange: RoutedExchange,
  to: { integration: Integration; request: BackendRequest },
): Promise<BackendAnswer> {
  const { body, headers } = to.request;
  const { uri = "", credentials } = to.integration;
  const text = body.byteLength === 0 ? "{}" : body.toString();
  if (!isJson(text)) throw new GatewayFailure("API_CONFIGURATION_ERROR");
  const asynchronous = headerOf(headers, "x-amz-invocation-type") === "Event";
  const { failed, payload } = await invokeFunction(gateway, exchange, {
    uri,
    credentials,
    source: sourceOf(exchange),
    payload: text,
    asynchronous,
  });
  const selection = failed ? messageOf(payload.toString()) : "";
  return { status: asynchronous ? 202 : 200, headers: [], body: payload, selection };
}

/** `prod/POST/pets/{id}`, with an asterisk for each variable. */
function sourceOf({ stage, route, request }: RoutedExchange): string {
  const path = route.resource.path.replaceAll(/\{[^}]*\}/g, "*");
  return `${stage.stageName}/${request.method}${path}`;
}

function messageOf(text: string): string {
  try {
    return Failure.parse(JSON.parse(text)).errorMessage;
  } catch {
    return text; // a failure without a message is selected by what it says
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
