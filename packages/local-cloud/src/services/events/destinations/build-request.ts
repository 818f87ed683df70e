import type { OutsideRequest } from "../../../outside.ts";
import { follow, parsePath } from "../../../templates/json-path.ts";
import type { Event, HttpParameters } from "../model.ts";
import type { ApiDestination } from "./api-destination.ts";
import type { SecretHttpParameters, SecretParameter } from "./connection-secret.ts";

/** What a call of an API destination is made from. */
export interface CallParts {
  readonly destination: Pick<ApiDestination, "endpoint" | "method">;
  /** The header that authorizes, and its value. */
  readonly authorization: readonly [string, string];
  /** The connection's own parameters; they win over the target's. */
  readonly ofConnection?: SecretHttpParameters | undefined;
  readonly ofTarget?: HttpParameters | undefined;
  readonly event: Event;
  /** What the target gets of the event. */
  readonly input: string;
}

const BLACKED_OUT = "***";

/** Headers that EventBridge takes away or sets itself; user guide, "API destinations". */
const NOT_PASSED = new Set(
  `a-im accept-charset accept-datetime accept-encoding authorization cache-control connection
  content-encoding content-length content-md5 date expect forwarded from host http2-settings
  if-match if-modified-since if-none-match if-range if-unmodified-since max-forwards origin pragma
  proxy-authorization range referer te trailer transfer-encoding upgrade user-agent via warning`
    .trim()
    .split(/\s+/),
);

/**
 * The request that a target's event becomes.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
export function buildRequest(parts: CallParts): OutsideRequest {
  const { destination, ofConnection, ofTarget, event } = parts;
  const url = new URL(fillPath(destination.endpoint, ofTarget?.pathValues ?? [], event));
  const query = new Map([
    ...resolve(ofTarget?.query, event),
    ...pairs(ofConnection?.query_string_parameters),
  ]);
  for (const [name, value] of query) url.searchParams.set(name, value);
  const hasBody = destination.method !== "GET" && destination.method !== "HEAD";
  return {
    method: destination.method,
    url: url.href,
    headers: headersOf(parts),
    ...(hasBody && { body: withBodyParameters(parts.input, ofConnection?.body_parameters) }),
  };
}

/** The same request with its secrets blacked out: what a person may see of it. */
export function blackedOut({ ofConnection, authorization, ...parts }: CallParts): OutsideRequest {
  const [name, value] = authorization;
  const scheme = /^(?:Basic|Bearer) /.exec(value)?.[0] ?? "";
  return buildRequest({
    ...parts,
    authorization: [name, scheme + BLACKED_OUT],
    ofConnection: ofConnection && {
      header_parameters: ofConnection.header_parameters.map(blackOut),
      query_string_parameters: ofConnection.query_string_parameters.map(blackOut),
      body_parameters: ofConnection.body_parameters.map(blackOut),
    },
  });
}

function blackOut(parameter: SecretParameter): SecretParameter {
  return parameter.is_value_secret ? { ...parameter, value: BLACKED_OUT } : parameter;
}

function headersOf({ authorization, ofConnection, ofTarget, event }: CallParts) {
  const given = [...resolve(ofTarget?.headers, event), ...pairs(ofConnection?.header_parameters)];
  const headers = new Map([["content-type", ["Content-Type", "application/json; charset=utf-8"]]]);
  const passed = given.filter(([name]) => !NOT_PASSED.has(name.toLowerCase()));
  const fixed = [
    ["User-Agent", "Amazon/EventBridge/ApiDestinations"],
    ["Range", "bytes=0-1048575"],
    authorization,
  ] as const;
  for (const [name, value] of [...passed, ...fixed]) headers.set(name.toLowerCase(), [name, value]);
  return Object.fromEntries(headers.values());
}

function pairs(parameters: readonly SecretParameter[] = []): [string, string][] {
  return parameters.map(({ key, value }) => [key, value]);
}

/** A target's parameters with the values of the event in place of paths; without a value, none. */
function resolve(parameters: Readonly<Record<string, string>> = {}, event: Event) {
  return Object.entries(parameters).flatMap(([name, text]): [string, string][] => {
    const value = valueOf(text, event);
    return value === undefined ? [] : [[name, value.replaceAll(/[\r\n]+/g, " ")]];
  });
}

function valueOf(text: string, event: Event): string | undefined {
  const path = text.startsWith("$.") ? parsePath(text) : undefined;
  if (path === undefined) return text;
  const found = follow(event, path);
  return found === undefined || typeof found === "string" ? found : JSON.stringify(found);
}

/** Puts the values where the `*` are, each as one segment of the path. */
function fillPath(endpoint: string, values: readonly string[], event: Event): string {
  const left = [...values];
  return endpoint.replaceAll("*", (star) => {
    const text = left.shift();
    if (text === undefined) return star;
    const value = encodeURIComponent(valueOf(text, event) ?? "");
    // A dot segment would leave the endpoint's own path.
    return /^\.\.?$/.test(value) ? value.replaceAll(".", "%252E") : value;
  });
}

/** Adds the connection's members to a body that is a JSON object. */
function withBodyParameters(input: string, parameters: readonly SecretParameter[] = []): string {
  if (parameters.length === 0) return input;
  try {
    const body: unknown = JSON.parse(input);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return input;
    return JSON.stringify({ ...body, ...Object.fromEntries(pairs(parameters)) });
  } catch {
    return input; // a template may make what is no JSON
  }
}
