import type { Exchange, Gateway } from "./api-request.ts";
import type { GatewayFailure } from "./gateway-failure.ts";
import { settingsOf } from "./stage-limits.ts";

/**
 * Says why API Gateway answered itself, where a stage logs its errors: in the group
 * `API-Gateway-Execution-Logs_<apiId>/<stage>`, if there is one. The steps of requests that go well
 * are not logged.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function writeExecutionLog(
  { cloud, state }: Gateway,
  exchange: Exchange,
  { type, details, cause }: GatewayFailure,
): void {
  const { loggingLevel = "OFF" } = settingsOf(exchange);
  if (loggingLevel === "OFF") return;
  const { apiId, requestId, stage } = exchange;
  const reason = cause instanceof Error ? cause.message : (details.message ?? "");
  const { accountId } = cloud.config;
  const as = { kind: "service", accountId, service: "apigateway.amazonaws.com" } as const;
  const group = `API-Gateway-Execution-Logs_${apiId}/${stage.stageName}`;
  const write = state.accessLogs.open({ group, name: requestId.slice(0, 8), as });
  write(`(${requestId}) Execution failed: ${type}: ${reason}`);
}
