import type { ApiResponse, Exchange, Gateway, RoutedExchange } from "./api-request.ts";
import { writeAccessLog } from "./access-log.ts";
import { admitByKey } from "./api-key.ts";
import { authorize } from "./authorize.ts";
import { writeExecutionLog } from "./execution-log.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { gatewayResponse } from "./gateway-response.ts";
import { integrate } from "./integrate.ts";
import { checkResourcePolicy } from "./resource-policy.ts";
import { matchRoute } from "./route-match.ts";
import { stageLimits } from "./stage-limits.ts";
import { validateRequest } from "./validate-request.ts";

const MAX_BODY_BYTES = 10 * 1024 * 1024; // REST API quotas, "Payload size"

/** Answers a request to a stage, and writes its line of the access log. */
export async function handleRequest(gateway: Gateway, exchange: Exchange): Promise<ApiResponse> {
  const startedAt = performance.now();
  const route = matchRoute(exchange.definition, exchange.request);
  const routed = route === undefined ? exchange : { ...exchange, route };
  const response = await answer(gateway, routed);
  const latencyMs = performance.now() - startedAt;
  writeAccessLog(gateway, { exchange: routed, response, latencyMs });
  return response;
}

async function answer(gateway: Gateway, exchange: Exchange): Promise<ApiResponse> {
  try {
    const { route } = exchange;
    if (route === undefined) throw new GatewayFailure("MISSING_AUTHENTICATION_TOKEN");
    return await serve(gateway, { ...exchange, route });
  } catch (error) {
    if (!(error instanceof GatewayFailure)) throw error;
    writeExecutionLog(gateway, exchange, error);
    return gatewayResponse(exchange, error, gateway.cloud.config);
  }
}

async function serve(gateway: Gateway, exchange: RoutedExchange): Promise<ApiResponse> {
  const { apiId, request, stage, route } = exchange;
  if (request.body.byteLength > MAX_BODY_BYTES) throw new GatewayFailure("REQUEST_TOO_LARGE");
  const bucket = `${apiId}/${stage.stageName}/${route.resource.id}/${route.method.httpMethod ?? ""}`;
  if (!gateway.state.throttle.admits(bucket, stageLimits(exchange))) {
    throw new GatewayFailure("THROTTLED");
  }
  checkResourcePolicy(gateway, exchange);
  const { apiKey } = await authorize(gateway, exchange);
  admitByKey(gateway, exchange, apiKey);
  validateRequest(exchange);
  const startedAt = performance.now();
  try {
    return await integrate(gateway, exchange);
  } finally {
    exchange.facts.integrationLatencyMs = performance.now() - startedAt;
  }
}
