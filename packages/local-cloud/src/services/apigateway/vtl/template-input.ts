import { GatewayFailure } from "../http/gateway-failure.ts";
import { findByPath } from "./json-path.ts";

/** The parameters of a request, by where they stand; names as sent, values decoded. */
export interface TemplateParameters {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
}

/** What `$input` offers to a template. */
export interface TemplateInput {
  readonly body: string;
  json(path: string): string;
  path(path: string): unknown;
  params(name?: string): unknown;
}

/**
 * Makes `$input` for a body, of a request or of a backend's answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function templateInput(body: string, parameters: TemplateParameters): TemplateInput {
  let parsed: { json: unknown } | undefined;
  const find = (path: string): unknown => {
    parsed ??= { json: parseBody(body) };
    return findByPath(parsed.json, path);
  };
  return {
    body,
    // A path that leads nowhere gives an empty text in quotes.
    json: (path) => JSON.stringify(find(path) ?? ""),
    path: (path) => find(path) ?? null,
    params: (name) => (name === undefined ? copyOf(parameters) : parameter(parameters, name)),
  };
}

/** @throws {GatewayFailure} `BAD_REQUEST_BODY`. */
function parseBody(body: string): unknown {
  if (body === "") return {};
  try {
    return JSON.parse(body);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "";
    const message = `Could not parse request body into json: ${reason}`;
    throw new GatewayFailure("BAD_REQUEST_BODY", { message });
  }
}

/** Searched in this order; the case of a header's name does not matter. */
function parameter({ path, querystring, header }: TemplateParameters, name: string): string {
  for (const values of [path, querystring, header]) {
    if (Object.hasOwn(values, name)) return values[name] ?? "";
  }
  const wanted = name.toLowerCase();
  return Object.entries(header).find(([key]) => key.toLowerCase() === wanted)?.[1] ?? "";
}

/** Templates may change what they are given. */
function copyOf({ path, querystring, header }: TemplateParameters): object {
  return { path: { ...path }, querystring: { ...querystring }, header: { ...header } };
}
