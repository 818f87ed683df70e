import { asText } from "../as-text.ts";
import { own } from "../own.ts";
import { findByPath } from "../vtl/json-path.ts";
import { headerOf, type Exchange, type Pairs } from "./api-request.ts";
import { valueAt } from "./context.ts";

/** Looks up what a mapping expression names, by its prefix; `undefined` when it is not there. */
export type Sources = Readonly<Record<string, (name: string) => string | undefined>>;

/**
 * Evaluates the parameter mappings whose targets begin with a prefix.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function mapParameters(
  mappings: Readonly<Record<string, string>> | undefined,
  { prefix, sources }: { prefix: string; sources: Sources },
): [string, string][] {
  return Object.entries(mappings ?? {}).flatMap(([target, expression]): [string, string][] => {
    if (!target.startsWith(prefix)) return [];
    const value = valueOf(expression, sources);
    return value === undefined ? [] : [[target.slice(prefix.length), value]];
  });
}

/** Evaluates one mapping expression. */
export function valueOf(expression: string, sources: Sources): string | undefined {
  const literal = /^'(.*)'$/s.exec(expression)?.[1];
  if (literal !== undefined) return literal;
  const prefixes = Object.keys(sources).filter(
    (prefix) => expression === prefix || expression.startsWith(`${prefix}.`),
  );
  const [longest] = prefixes.sort((a, b) => b.length - a.length);
  return longest === undefined
    ? undefined
    : sources[longest]?.(expression.slice(longest.length + 1));
}

/** What mappings may take from a request and its context. */
export function requestSources(
  { request, route, stage }: Exchange,
  context: Readonly<Record<string, unknown>>,
): Sources {
  return {
    context: (name) => valueAt(context, name),
    stageVariables: (name) => own(stage.variables ?? {}, name),
    "method.request.header": (name) => headerOf(request.headers, name),
    "method.request.multivalueheader": (name) => joined(request.headers, name),
    "method.request.querystring": (name) => request.query.findLast(([key]) => key === name)?.[1],
    "method.request.multivaluequerystring": (name) => joined(request.query, name),
    "method.request.path": (name) => own(route?.pathParameters ?? {}, name),
    "method.request.body": (path) => bodyValue(request.body.toString(), path),
  };
}

function joined(pairs: Pairs, name: string): string | undefined {
  const values = pairs.filter(([key]) => key.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.map(([, value]) => value).join(",");
}

/** What they may take from a backend's answer. */
export function responseSources(answer: {
  readonly headers: Pairs;
  readonly body: Uint8Array;
}): Sources {
  const header = (name: string) => headerOf(answer.headers, name);
  return {
    "integration.response.header": header,
    "integration.response.multivalueheader": header,
    "integration.response.body": (path) => bodyValue(Buffer.from(answer.body).toString(), path),
  };
}

/** The body, or what a JSONPath without its root finds in it. */
function bodyValue(body: string, path: string): string | undefined {
  if (path === "") return body;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined; // what is no JSON has no members
  }
  const value = findByPath(json, path);
  if (value === undefined || value === null) return undefined;
  return asText(value);
}
