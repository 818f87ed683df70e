import { AwsError } from "../errors.ts";
import { bindingsOf } from "./bindings.ts";
import type { OperationModel, ServiceModel } from "./model.ts";
import type { WireRequest } from "./wire.ts";

/** An operation found by method, path and query, with the values of its path labels. */
export interface RouteMatch {
  readonly operation: OperationModel;
  /** Decoded, by member name. */
  readonly labels: Readonly<Record<string, string>>;
}

interface Route {
  readonly operation: OperationModel;
  readonly method: string;
  readonly segments: readonly string[];
  /** Literal query keys with their values; `x-id` stands apart, for only the JS SDK sends it. */
  readonly literals: readonly (readonly [string, string])[];
  readonly id: string | undefined;
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** S3's `Bucket` is a label with no place in the URI. */
  readonly needsBucket: boolean;
}

/** By HTTP method. */
type Routes = ReadonlyMap<string, readonly Route[]>;

const tables = new WeakMap<ServiceModel, Routes>();

/**
 * Finds the operation of a REST request, the most specific first.
 *
 * @throws {AwsError} `InvalidURI` when the path is not valid percent-encoding.
 */
export function findRoute(model: ServiceModel, request: WireRequest): RouteMatch | undefined {
  const { path, bucket } = splitBucket(model, request);
  const raw = path.split("/").slice(1);
  for (const route of candidates(model, request)) {
    if (route.needsBucket !== (bucket !== undefined) && model.row.id === "s3") continue;
    if (!requestFits(route, request)) continue;
    const labels = matchPath(route.segments, raw);
    if (labels === undefined) continue;
    const decoded = Object.entries(labels).map(([name, text]) => [name, decode(text)]);
    if (bucket !== undefined) decoded.push(["Bucket", decode(bucket)]);
    return { operation: route.operation, labels: Object.fromEntries(decoded) };
  }
  return undefined;
}

/** The routes of the request's method; of those that differ by `x-id`, the one that it names. */
function candidates(model: ServiceModel, request: WireRequest): readonly Route[] {
  const routes = routesOf(model).get(request.method) ?? [];
  const id = request.query.find(([key]) => key === "x-id")?.[1];
  // A URL that was signed for a PUT may be sent as a GET: then its `x-id` says nothing.
  if (id === undefined || !routes.some((route) => route.id === id)) return routes;
  return routes.filter((route) => route.id === undefined || route.id === id);
}

function routesOf(model: ServiceModel): Routes {
  let routes = tables.get(model);
  if (routes === undefined) {
    const sorted = [...model.operations.values()]
      .map(toRoute)
      .filter((route) => route !== undefined)
      .sort((a, b) => weight(b) - weight(a));
    routes = Map.groupBy(sorted, ({ method }) => method);
    tables.set(model, routes);
  }
  return routes;
}

function toRoute(operation: OperationModel): Route | undefined {
  if (operation.http === undefined) return undefined;
  const { labels, query, headers, required } = bindingsOf(operation.input, "request");
  const [path = "/", literalQuery = ""] = operation.http.uri.split("?");
  const literals = literalQuery
    .split("&")
    .filter((text) => text !== "")
    .map((text): [string, string] => {
      const [key = "", value = ""] = text.split("=");
      return [key, value];
    });
  const segments = path.split("/").slice(1);
  const isRequired = ({ name }: { name: string }): boolean => required.includes(name);
  return {
    operation,
    method: operation.http.method,
    segments,
    literals: literals.filter(([key]) => key !== "x-id"),
    id: literals.find(([key]) => key === "x-id")?.[1],
    requiredQuery: query.filter(isRequired).map(({ wireName }) => wireName),
    requiredHeaders: headers.filter(isRequired).map(({ wireName }) => wireName),
    needsBucket: labels.some(({ name }) => name === "Bucket"),
  };
}

/** Literal segments count most, then literal query keys, then required parameters. */
function weight(route: Route): number {
  const literal = route.segments.filter((segment) => segment !== "" && !segment.startsWith("{"));
  const greedy = route.segments.some((segment) => segment.endsWith("+}"));
  return (
    literal.length * 1000 +
    route.literals.length * 100 +
    (route.requiredQuery.length + route.requiredHeaders.length) * 10 +
    (greedy ? 0 : 1)
  );
}

function requestFits(route: Route, request: WireRequest): boolean {
  const has = (name: string, value?: string): boolean =>
    request.query.some(([key, given]) => key === name && (!value || given === value));
  return (
    route.literals.every(([key, value]) => has(key, value)) &&
    route.requiredQuery.every((name) => has(name)) &&
    route.requiredHeaders.every((name) => request.headers[name] !== undefined)
  );
}

/** The still encoded values of the labels, or `undefined` when the path does not match. */
function matchPath(
  segments: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined {
  const [segment, ...laterSegments] = segments;
  const [given, ...laterPath] = path;
  if (segment === undefined) return path.join("/") === "" ? {} : undefined;
  if (given === undefined) return undefined;
  if (segment.endsWith("+}")) return matchGreedy(segment.slice(1, -2), laterSegments, path);
  const isLabel = segment.startsWith("{");
  if (isLabel ? given === "" : segment !== given) return undefined;
  const rest = matchPath(laterSegments, laterPath);
  if (rest === undefined || !isLabel) return rest;
  return { [segment.slice(1, -1)]: given, ...rest };
}

/** A greedy label takes all that the segments behind it leave. */
function matchGreedy(
  name: string,
  laterSegments: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined {
  const end = path.length - laterSegments.length;
  const value = path.slice(0, end).join("/");
  const rest = value === "" ? undefined : matchPath(laterSegments, path.slice(end));
  return rest === undefined ? undefined : { [name]: value, ...rest };
}

// One repetition each: a repeated repetition takes a hostile host name minutes to match.
const VIRTUAL_HOST = /^(.+)\.(?:s3(?:[.-][a-z0-9.-]+)?\.)?(?:localhost|127\.0\.0\.1)(?::\d+)?$/;
const S3_SERVICE_HOST = /^s3(?:[.-][a-z0-9.-]+)?$/;

/** The bucket that stands before the host name, as virtual-hosted addressing has it. */
export function bucketInHost({ headers }: Pick<WireRequest, "headers">): string | undefined {
  const bucket = VIRTUAL_HOST.exec(headers["host"] ?? "")?.[1];
  return bucket === undefined || S3_SERVICE_HOST.test(bucket) ? undefined : bucket;
}

/** Takes S3's bucket from the host name or from the first segment of the path. */
function splitBucket(
  model: ServiceModel,
  request: WireRequest,
): { path: string; bucket: string | undefined } {
  if (model.row.id !== "s3") return { path: request.rawPath, bucket: undefined };
  const fromHost = bucketInHost(request);
  if (fromHost !== undefined) return { path: request.rawPath, bucket: fromHost };
  const [, bucket = "", ...rest] = request.rawPath.split("/");
  if (bucket === "") return { path: "/", bucket: undefined };
  return { path: `/${rest.join("/")}`, bucket };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.", { cause });
  }
}
