import type { ApiResponse, Exchange, Gateway } from "./api-request.ts";
import { contextOf, valueAt } from "./context.ts";

/**
 * Writes the access log line of a request, if its stage has a format for one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function writeAccessLog(
  { cloud, state }: Gateway,
  done: { exchange: Exchange; response: ApiResponse; latencyMs: number },
): void {
  const { exchange, response, latencyMs } = done;
  const { apiId, facts, stage } = exchange;
  const { destinationArn, format } = stage.accessLogSettings ?? {};
  if (destinationArn === undefined || format === undefined) return;
  const latency = facts.integrationLatencyMs;
  const context = {
    ...contextOf(exchange, cloud.config),
    status: response.status,
    responseLength: Buffer.byteLength(response.body),
    responseLatency: Math.round(latencyMs),
    integrationStatus: facts.integrationStatus,
    integrationLatency: latency === undefined ? undefined : Math.round(latency),
    integration: {
      status: facts.integrationStatus,
      latency: latency === undefined ? undefined : Math.round(latency),
    },
  };
  const line = format.replaceAll(
    /\$context\.(\w+(?:\.\w+)*)/g,
    (_all, name: string) => valueAt(context, name) ?? "-",
  );
  const group = destinationArn.split(":").slice(6).join(":").replace(/:\*$/, "");
  const { accountId } = cloud.config;
  const as = { kind: "service", accountId, service: "apigateway.amazonaws.com" } as const;
  state.accessLogs.open({ group, name: `${apiId}-${stage.stageName}`, as })(line);
}
