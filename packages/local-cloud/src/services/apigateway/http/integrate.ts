import type { Integration } from "@aws-sdk/client-api-gateway";
import type { ApiResponse, Gateway, RoutedExchange } from "./api-request.ts";
import { callAwsService } from "./aws-service.ts";
import type { BackendAnswer } from "./backend-answer.ts";
import { backendRequest, type BackendRequest } from "./backend-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { callHttp, proxyHttp } from "./http-backend.ts";
import { integrationResponse } from "./integration-response.ts";
import { asFailure } from "./invoke-function.ts";
import { callFunction, isLambda, proxyFunction } from "./lambda-backend.ts";
import { mockStatus } from "./mock-backend.ts";
import { withinMs } from "./within-ms.ts";

const TIMEOUT_MS = 29_000; // REST API quotas, "Integration timeout"

/**
 * Runs the integration of a method.
 *
 * @throws {GatewayFailure} `INTEGRATION_TIMEOUT`, `INTEGRATION_FAILURE`, `UNSUPPORTED_MEDIA_TYPE`,
 *   `API_CONFIGURATION_ERROR`.
 */
export async function integrate(gateway: Gateway, exchange: RoutedExchange): Promise<ApiResponse> {
  const integration = exchange.route.method.methodIntegration;
  if (integration === undefined) throw new GatewayFailure("API_CONFIGURATION_ERROR");
  const work = run(gateway, exchange, integration);
  const response = await withinMs(work, integration.timeoutInMillis ?? TIMEOUT_MS);
  if (response === undefined) throw new GatewayFailure("INTEGRATION_TIMEOUT");
  return response;
}

async function run(
  gateway: Gateway,
  exchange: RoutedExchange,
  integration: Integration,
): Promise<ApiResponse> {
  try {
    if (integration.type === "AWS_PROXY") {
      return await proxyFunction(gateway, exchange, integration);
    }
    const { config } = gateway.cloud;
    if (integration.type === "HTTP_PROXY") return await proxyHttp(exchange, integration, config);
    const request = backendRequest(exchange, integration, config);
    const answer = await call(gateway, exchange, { integration, request });
    exchange.facts.integrationStatus = answer.status;
    return integrationResponse(exchange, { integration, answer }, config);
  } catch (error) {
    throw asFailure(error);
  }
}

function call(
  gateway: Gateway,
  exchange: RoutedExchange,
  to: { integration: Integration; request: BackendRequest },
): Promise<BackendAnswer> | BackendAnswer {
  const { type, uri = "" } = to.integration;
  if (type === "MOCK") return mockStatus(to.request);
  if (type === "HTTP") return callHttp(exchange, to);
  return isLambda(uri)
    ? callFunction(gateway, exchange, to)
    : callAwsService(gateway, exchange, to);
}
