import type { ApiDefinition, ResourceRecord } from "../model.ts";
import { own } from "../own.ts";
import type { Route } from "./api-request.ts";

/**
 * Finds the method of a request: the resource with the most specific path that has methods at all,
 * then its own method before `ANY`.
 *
 * @param request The path is percent-encoded.
 */
export function matchRoute(
  { resources }: Pick<ApiDefinition, "resources">,
  request: { method: string; path: string },
): Route | undefined {
  const given = segmentsOf(request.path).map(decode);
  const matches = Object.values(resources).flatMap((resource) => {
    if (Object.keys(resource.methods).length === 0) return [];
    const wanted = segmentsOf(resource.path);
    const pathParameters = bind(wanted, given);
    return pathParameters === undefined
      ? []
      : [{ resource, pathParameters, rank: wanted.map(rankOf).join("") }];
  });
  const [best] = matches.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const method = best && methodOf(best.resource, request.method);
  if (best === undefined || method === undefined) return undefined;
  return { resource: best.resource, method, pathParameters: best.pathParameters };
}

function methodOf({ methods }: ResourceRecord, verb: string) {
  return own(methods, verb) ?? own(methods, "ANY");
}

/** A slash at the end makes no difference. */
function segmentsOf(path: string): string[] {
  const inner = path.replace(/^\//, "").replace(/\/$/, "");
  return inner === "" ? [] : inner.split("/");
}

/** Sorts the more specific segment first: literal, variable, greedy. */
function rankOf(segment: string): string {
  if (!segment.startsWith("{")) return "a";
  return segment.endsWith("+}") ? "z" : "b";
}

function bind(
  wanted: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  const parameters: [string, string][] = [];
  for (const [at, segment] of wanted.entries()) {
    const value = given[at];
    if (value === undefined) return undefined;
    const rank = rankOf(segment);
    const name = segment.replaceAll(/[{}+]/g, "");
    if (rank === "z") {
      return Object.fromEntries([...parameters, [name, given.slice(at).join("/")]]);
    }
    if (rank === "a" && value !== segment) return undefined;
    if (rank === "b") parameters.push([name, value]);
  }
  return given.length === wanted.length ? Object.fromEntries(parameters) : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
