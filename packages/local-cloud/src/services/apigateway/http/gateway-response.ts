import type { GatewayResponse } from "@aws-sdk/client-api-gateway";
import type { CloudConfig } from "../../../cloud.ts";
import { present } from "../../../present.ts";
import { own } from "../own.ts";
import { override, type ApiResponse, type Exchange, type Pairs } from "./api-request.ts";
import { contextOf, valueAt } from "./context.ts";
import type { GatewayFailure } from "./gateway-failure.ts";
import { defaultsOf } from "./gateway-response-types.ts";
import { mapParameters, requestSources } from "./mapping.ts";

const OTHER_ERROR = "InternalServerErrorException";

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
  const { status: usual = 500, message: said, error = OTHER_ERROR } = defaultsOf(type);
  const { message = said, status: defaultStatus = usual, validation } = details;
  exchange.facts.error = present({ type, message, validation });
  const set = responseFor(exchange, type, defaultStatus);
  const status = Number(set?.statusCode ?? defaultStatus);
  const context = contextOf(exchange, config);
  const [contentType, template] = templateOf(set);
  const mapped = mapParameters(set?.responseParameters, {
    prefix: "gatewayresponse.header.",
    sources: requestSources(exchange, context),
  });
  const fixed: Pairs = [
    ["content-type", contentType],
    ["x-amzn-errortype", error],
  ];
  const { member = "message" } = details;
  const body =
    template === undefined ? plainBody(member, message) : fill(template, exchange, context);
  return { status, headers: override(fixed, mapped), body };
}

function plainBody(member: string, message: string | undefined): string {
  return JSON.stringify({ [member]: message ?? null });
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
