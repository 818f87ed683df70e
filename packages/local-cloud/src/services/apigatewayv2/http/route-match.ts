import type { RouteRecord } from "../model.ts";

/** A route that a request leads to. */
export interface RouteMatch {
  readonly route: RouteRecord;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface ParsedKey {
  readonly method: string;
  readonly segments: readonly string[];
}

const METHODS = "(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT)";
const KEY = new RegExp(`^${METHODS} (/.*)$`);
const SEGMENT = /^(?:[^/{}\s]+|\{[\w.:-]+\+?\})$/;

/** @returns `undefined` for a key that is not valid; `$default` has no segments. */
export function parseRouteKey(key: string): ParsedKey | undefined {
  if (key === "$default") return { method: "$default", segments: [] };
  const [, method, path] = KEY.exec(key) ?? [];
  if (method === undefined || path === undefined) return undefined;
  const segments = split(path);
  const isRoot = path === "/";
  if (!isRoot && !segments.every((segment) => SEGMENT.test(segment))) return undefined;
  const greedyAt = segments.findIndex(isGreedy);
  return greedyAt === -1 || greedyAt === segments.length - 1 ? { method, segments } : undefined;
}

/**
 * Finds the route of a request: the most specific path first, then its method before `ANY`, and
 * `$default` when nothing else fits.
 *
 * @param path Percent-encoded, without the stage.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function matchRoute(
  routes: readonly RouteRecord[],
  request: { method: string; path: string },
): RouteMatch | undefined {
  const given = split(request.path).map(decode);
  const matches = routes.flatMap((route) => {
    const key = parseRouteKey(route.RouteKey);
    const fits = key !== undefined && [request.method, "ANY"].includes(key.method);
    const pathParameters = fits ? bind(key.segments, given) : undefined;
    return pathParameters === undefined || key === undefined
      ? []
      : [{ route, pathParameters, rank: rankOf(key) }];
  });
  const [best] = matches.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  if (best !== undefined) return best;
  const fallback = routes.find(({ RouteKey }) => RouteKey === "$default");
  return fallback === undefined ? undefined : { route: fallback, pathParameters: {} };
}

/** Text that sorts the more specific key first: literal, variable, greedy; method, then `ANY`. */
function rankOf({ method, segments }: ParsedKey): string {
  const path = segments.map((segment) => {
    if (!isVariable(segment)) return "a";
    return isGreedy(segment) ? "z" : "b";
  });
  return `${path.join("")} ${method === "ANY" ? "b" : "a"}`;
}

function bind(
  segments: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  const parameters: [string, string][] = [];
  for (const [index, segment] of segments.entries()) {
    const value = given[index];
    if (value === undefined) return undefined;
    if (isGreedy(segment)) {
      const rest = given.slice(index).join("/");
      return rest === "" ? undefined : Object.fromEntries([...parameters, [nameOf(segment), rest]]);
    }
    if (isVariable(segment) ? value === "" : value !== segment) return undefined;
    if (isVariable(segment)) parameters.push([nameOf(segment), value]);
  }
  return given.length === segments.length ? Object.fromEntries(parameters) : undefined;
}

function split(path: string): string[] {
  return path.replace(/^\//, "").split("/");
}

function isVariable(segment: string): boolean {
  return segment.startsWith("{");
}

function isGreedy(segment: string): boolean {
  return segment.endsWith("+}");
}

function nameOf(segment: string): string {
  return segment.replaceAll(/[{}+]/g, "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
