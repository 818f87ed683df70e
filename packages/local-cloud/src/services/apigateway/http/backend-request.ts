import type { Integration } from "@aws-sdk/client-api-gateway";
import type { CloudConfig } from "../../../cloud.ts";
import { asText } from "../as-text.ts";
import { isRecord, own } from "../own.ts";
import { renderTemplate } from "../vtl/render-template.ts";
import { templateInput } from "../vtl/template-input.ts";
import {
  headerOf,
  override,
  singleValues,
  type Pairs,
  type RoutedExchange,
} from "./api-request.ts";
import { contextOf } from "./context.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { mapParameters, requestSources } from "./mapping.ts";
import { isBinary, mediaTypeOf } from "./media-type.ts";

/** A request after its mapping, as it goes to the backend. */
export interface BackendRequest {
  readonly headers: Pairs;
  readonly query: Pairs;
  /** What `{name}` in the URI stands for. */
  readonly path: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Maps a request for its integration: the template of its content type, then the parameters.
 *
 * @throws {GatewayFailure} `UNSUPPORTED_MEDIA_TYPE`, and what rendering throws.
 */
export function backendRequest(
  exchange: RoutedExchange,
  integration: Integration,
  config: CloudConfig,
): BackendRequest {
  const { request } = exchange;
  const overrides = { header: {}, path: {}, querystring: {} };
  const context = { ...contextOf(exchange, config), requestOverride: overrides };
  const template = selectTemplate(
    integration,
    mediaTypeOf(headerOf(request.headers, "content-type")),
  );
  const sent = sentBody(exchange, integration);
  const body =
    template === undefined
      ? sent
      : Buffer.from(renderTemplate(template, scopeOf(exchange, sent.toString(), context)));
  const sources = requestSources(exchange, context);
  const mapped = (place: string) =>
    mapParameters(integration.requestParameters, {
      prefix: `integration.request.${place}.`,
      sources,
    });
  return {
    headers: override(mapped("header"), textsOf(context.requestOverride.header)),
    query: override(mapped("querystring"), textsOf(context.requestOverride.querystring)),
    path: {
      ...singleValues(mapped("path")),
      ...singleValues(textsOf(context.requestOverride.path)),
    },
    body,
  };
}

/** What templates see, of a request or of an answer to it. */
export function scopeOf({ request, route, stage }: RoutedExchange, body: string, context: object) {
  const parameters = {
    path: route.pathParameters,
    querystring: singleValues(request.query),
    header: singleValues(request.headers),
  };
  return {
    input: templateInput(body, parameters),
    context,
    stageVariables: stage.variables ?? {},
  };
}

/** @returns `undefined` when the body passes as it is. */
function selectTemplate(
  { requestTemplates = {}, passthroughBehavior }: Integration,
  type: string,
): string | undefined {
  const template = own(requestTemplates, type) ?? own(requestTemplates, "$default");
  if (template !== undefined) return template;
  const none = Object.keys(requestTemplates).length === 0;
  const refuses =
    passthroughBehavior === "NEVER" || (passthroughBehavior === "WHEN_NO_TEMPLATES" && !none);
  if (refuses) throw new GatewayFailure("UNSUPPORTED_MEDIA_TYPE");
  return undefined;
}

function sentBody(
  { definition, request }: RoutedExchange,
  { contentHandling }: Integration,
): Buffer {
  const { body, headers } = request;
  const binary = isBinary(headerOf(headers, "content-type"), definition.binaryMediaTypes);
  if (contentHandling === "CONVERT_TO_TEXT" && binary) return Buffer.from(body.toString("base64"));
  if (contentHandling === "CONVERT_TO_BINARY" && !binary) {
    return Buffer.from(body.toString(), "base64");
  }
  return body;
}

/** What a template has put into an override. */
export function textsOf(values: unknown): [string, string][] {
  return Object.entries(isRecord(values) ? values : {}).map(([name, value]) => [
    name,
    asText(value),
  ]);
}
