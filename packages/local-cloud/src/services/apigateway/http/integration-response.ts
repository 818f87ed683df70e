import type { Integration, IntegrationResponse } from "@aws-sdk/client-api-gateway";
import type { CloudConfig } from "../../../cloud.ts";
import { own } from "../own.ts";
import { renderTemplate } from "../vtl/render-template.ts";
import { headerOf, override, type ApiResponse, type RoutedExchange } from "./api-request.ts";
import { scopeOf, textsOf } from "./backend-request.ts";
import { contextOf } from "./context.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import type { BackendAnswer } from "./backend-answer.ts";
import { mapParameters, requestSources, responseSources } from "./mapping.ts";
import { isBinary } from "./media-type.ts";

/**
 * Maps a backend's answer as the first response of the integration says that fits it.
 *
 * @throws {GatewayFailure} `API_CONFIGURATION_ERROR` when none fits, and what rendering throws.
 */
export function integrationResponse(
  exchange: RoutedExchange,
  { integration, answer }: { integration: Integration; answer: BackendAnswer },
  config: CloudConfig,
): ApiResponse {
  const response = select(integration, answer.selection);
  if (response === undefined) throw new GatewayFailure("API_CONFIGURATION_ERROR");
  const overrides: { header: object; status?: unknown } = { header: {} };
  const context = { ...contextOf(exchange, config), responseOverride: overrides };
  const [type, template] = templateOf(response, exchange);
  const text = Buffer.from(answer.body).toString();
  const body =
    template === undefined
      ? converted(exchange, { response, answer })
      : renderTemplate(template, scopeOf(exchange, text, context));
  const mapped = mapParameters(response.responseParameters, {
    prefix: "method.response.header.",
    sources: { ...requestSources(exchange, context), ...responseSources(answer) },
  });
  const headers = override([["content-type", type]], mapped);
  const status = Number(overrides.status ?? response.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new GatewayFailure("API_CONFIGURATION_ERROR");
  }
  return { status, headers: override(headers, textsOf(overrides.header)), body };
}

/** The whole text has to fit a pattern; the response without one is for all the rest. */
function select(
  { integrationResponses = {} }: Integration,
  selection: string,
): IntegrationResponse | undefined {
  const responses = Object.values(integrationResponses);
  const fitting = responses.find(
    ({ selectionPattern: pattern = "" }) =>
      pattern !== "" && new RegExp(`^(?:${pattern})$`, "s").test(selection),
  );
  return fitting ?? responses.find(({ selectionPattern: pattern = "" }) => pattern === "");
}

/** The template of the type that the client accepts, or of JSON. */
function templateOf(
  { responseTemplates = {} }: IntegrationResponse,
  { request }: RoutedExchange,
): [type: string, template: string | undefined] {
  const [accepted = ""] = (headerOf(request.headers, "accept") ?? "").split(/[,;]/);
  for (const type of [accepted.trim(), "application/json"]) {
    const template = own(responseTemplates, type);
    if (template !== undefined) return [type, template === "" ? undefined : template];
  }
  const [first] = Object.entries(responseTemplates);
  return first ?? ["application/json", undefined];
}

function converted(
  { definition, request }: RoutedExchange,
  { response, answer }: { response: IntegrationResponse; answer: BackendAnswer },
): Uint8Array {
  const { contentHandling } = response;
  const bytes = Buffer.from(answer.body);
  if (contentHandling === "CONVERT_TO_TEXT") {
    const binary = isBinary(headerOf(answer.headers, "content-type"), definition.binaryMediaTypes);
    return binary ? Buffer.from(bytes.toString("base64")) : bytes;
  }
  const [accepted] = (headerOf(request.headers, "accept") ?? "").split(",");
  const wanted = isBinary(accepted, definition.binaryMediaTypes);
  return contentHandling === "CONVERT_TO_BINARY" && wanted
    ? Buffer.from(bytes.toString(), "base64")
    : bytes;
}
