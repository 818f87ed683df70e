import type { GatewayResponse } from "@aws-sdk/client-api-gateway";
import type { CloudConfig } from "../../../cloud.ts";
import { own } from "../own.ts";
import type { ApiResponse, Exchange } from "./api-request.ts";
import { contextOf, valueAt } from "./context.ts";
import type { GatewayFailure } from "./gateway-failure.ts";
import { defaultsOf } from "./gateway-response-types.ts";
import { mapParameters, requestSources } from "./mapping.ts";

/**
 * The answer of API Gateway itself, as the API says it or as AWS does by default.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function gatewayResponse(
  exchange: Exchange,
  { type, details }: GatewayFailure,
  config: CloudConfig,
): ApiResponse {
  const defaults = defaultsOf(type);
  const message = details.message ?? defaults.message;
  const { validation } = details;
  exchange.facts.error = { type, message, ...(validation !== undefined && { validation }) };
  const defaultStatus = details.status ?? defaults.status ?? 500;
  const set = responseFor(exchange, type, defaultStatus);
  const status = Number(set?.statusCode ?? defaultStatus);
  const context = contextOf(exchange, config);
  const [contentType, template] = templateOf(set);
  const body =
    template === undefined
      ? JSON.stringify({ [details.member ?? "message"]: message ?? null })
      : fill(template, exchange, context);
  const mapped = mapParameters(set?.responseParameters, {
    prefix: "gatewayresponse.header.",
    sources: requestSources(exchange, context),
  });
  const own_ = defaults.error === undefined ? [] : [["x-amzn-errortype", defaults.error] as const];
  const names = new Set(mapped.map(([name]) => name.toLowerCase()));
  const fixed = [["content-type", contentType] as const, ...own_];
  return {
    status,
    headers: [...fixed.filter(([name]) => !names.has(name)), ...mapped],
    body,
  };
}

function responseFor(
  { definition }: Exchange,
  type: string,
  status: number,
): GatewayResponse | undefined {
  const { gatewayResponses } = definition;
  const fallback = status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX";
  return own(gatewayResponses, type) ?? own(gatewayResponses, fallback);
}

function templateOf(set: GatewayResponse | undefined): [string, string | undefined] {
  const templates = set?.responseTemplates ?? {};
  const json = own(templates, "application/json");
  const [first] = Object.entries(templates);
  if (json !== undefined || first === undefined) return ["application/json", json];
  return first;
}

/** These templates hold plain variables only: no directives, no functions. */
function fill(
  template: string,
  { stage }: Exchange,
  context: Readonly<Record<string, unknown>>,
): string {
  return template.replaceAll(
    /\$(context|stageVariables)\.(\w+(?:\.\w+)*)/g,
    (_all, root: string, name: string) =>
      (root === "context" ? valueAt(context, name) : own(stage.variables ?? {}, name)) ?? "",
  );
}
