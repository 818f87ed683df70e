import type { CloudConfig } from "../../../cloud.ts";
import type { ApiGatewayState } from "../state.ts";
import type { ApiResponse, RoutedRequest } from "./api-request.ts";
import { commonLogTime } from "./proxy-event.ts";

/**
 * Writes the access log line of a request, if its stage has a format for one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function writeAccessLog(
  done: { routed: RoutedRequest; response: ApiResponse; latencyMs: number },
  state: ApiGatewayState,
  config: CloudConfig,
): void {
  const { routed } = done;
  const { DestinationArn: arn, Format: format } = routed.stage.AccessLogSettings ?? {};
  if (arn === undefined || format === undefined) return;
  const values = contextValues(done, config);
  const line = format.replaceAll(/\$context\.([\w.]+)/g, (_all, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "-") : "-",
  );
  const group = arn.split(":").slice(6).join(":").replace(/:\*$/, "");
  const name = `${routed.api.ApiId}-${routed.stage.StageName.replaceAll(/[:*]/g, "")}`;
  const { accountId } = config;
  const as = { kind: "service", accountId, service: "apigateway.amazonaws.com" } as const;
  state.accessLogs.open({ group, name, as })(line);
}

function contextValues(
  { routed, response, latencyMs }: Parameters<typeof writeAccessLog>[0],
  { accountId, region }: CloudConfig,
): Record<string, string> {
  const { api, request, requestId, route, stage, at } = routed;
  const failed = response.status >= 400;
  return {
    accountId,
    apiId: api.ApiId,
    domainName: `${api.ApiId}.execute-api.${region}.amazonaws.com`,
    domainPrefix: api.ApiId,
    extendedRequestId: requestId,
    httpMethod: request.method,
    "identity.sourceIp": request.sourceIp,
    "identity.userAgent": request.headers["user-agent"] ?? "-",
    path: request.rawPath,
    protocol: "HTTP/1.1",
    requestId,
    requestTime: commonLogTime(at),
    requestTimeEpoch: String(Math.floor(at)),
    responseLatency: String(Math.round(latencyMs)),
    integrationLatency: String(Math.round(latencyMs)),
    responseLength: String(Buffer.byteLength(response.body)),
    routeKey: route.RouteKey,
    stage: stage.StageName,
    status: String(response.status),
    integrationStatus: String(response.status),
    "error.message": failed && typeof response.body === "string" ? response.body : "-",
  };
}
