import { present } from "../../../present.ts";
import type { CloudConfig } from "../../../cloud.ts";
import type { RoutedRequest } from "./api-request.ts";

/** What an authorizer adds to `requestContext.authorizer`. */
export type AuthorizerContext = Readonly<Record<string, unknown>> | undefined;

const TEXT_TYPES =
  /^(?:text\/.*|application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml)))(?:;|$)/i;

/**
 * Builds the event of payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function proxyEventV2(
  routed: RoutedRequest,
  config: CloudConfig,
  authorizer: AuthorizerContext,
): Record<string, unknown> {
  const { request, route, pathParameters, stage } = routed;
  const { cookie, ...headers } = forwardedHeaders(routed);
  const { body, isBase64Encoded } = encodeBody(routed);
  return present({
    version: "2.0",
    routeKey: route.RouteKey,
    rawPath: request.rawPath,
    rawQueryString: request.rawQueryString,
    cookies: cookie === undefined ? undefined : cookie.split("; "),
    headers,
    queryStringParameters: joinedQuery(request.query),
    requestContext: contextV2(routed, config, authorizer),
    body,
    pathParameters: orUndefined(pathParameters),
    isBase64Encoded,
    stageVariables: orUndefined(stage.StageVariables ?? {}),
  });
}

/** The `requestContext` of format 2.0; Lambda authorizers get it too. */
export function contextV2(
  { api, request, requestId, route, stage, at }: RoutedRequest,
  config: CloudConfig,
  authorizer: AuthorizerContext,
): Record<string, unknown> {
  return present({
    accountId: config.accountId,
    apiId: api.ApiId,
    authorizer,
    ...domainOf(api.ApiId, config),
    http: {
      method: request.method,
      path: decodePath(request.rawPath),
      protocol: "HTTP/1.1",
      sourceIp: request.sourceIp,
      userAgent: request.headers["user-agent"] ?? "",
    },
    requestId,
    routeKey: route.RouteKey,
    stage: stage.StageName,
    time: commonLogTime(at),
    timeEpoch: Math.floor(at),
  });
}

/**
 * Builds the event of payload format 1.0. The server has joined the values of a repeated header,
 * so `multiValueHeaders` holds one value each.
 */
export function proxyEventV1(
  routed: RoutedRequest,
  config: CloudConfig,
  authorizer: AuthorizerContext,
): Record<string, unknown> {
  const { api, request, requestId, route, stage, at, pathParameters } = routed;
  const headers = forwardedHeaders(routed);
  const resource = route.RouteKey.split(" ")[1] ?? "$default";
  const multiValueQuery = groupedQuery(request.query);
  const path = decodePath(request.rawPath);
  return {
    version: "1.0",
    resource,
    path,
    httpMethod: request.method,
    headers,
    multiValueHeaders: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    ),
    queryStringParameters:
      request.query.length === 0 ? null : Object.fromEntries(request.query.map(([k, v]) => [k, v])),
    multiValueQueryStringParameters: orUndefined(multiValueQuery) ?? null,
    requestContext: {
      accountId: config.accountId,
      apiId: api.ApiId,
      ...(authorizer !== undefined && { authorizer: flattened(authorizer) }),
      ...domainOf(api.ApiId, config),
      extendedRequestId: requestId,
      httpMethod: request.method,
      identity: { sourceIp: request.sourceIp, userAgent: request.headers["user-agent"] ?? "" },
      path,
      protocol: "HTTP/1.1",
      requestId,
      requestTime: commonLogTime(at),
      requestTimeEpoch: Math.floor(at),
      resourceId: route.RouteKey,
      resourcePath: resource,
      stage: stage.StageName,
    },
    pathParameters: orUndefined(pathParameters) ?? null,
    stageVariables: orUndefined(stage.StageVariables ?? {}) ?? null,
    body: null,
    ...encodeBody(routed),
  };
}

/** Format 1.0 has claims and context values directly under `authorizer`. */
function flattened(authorizer: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { jwt, lambda, iam } = authorizer;
  for (const inner of [jwt, lambda, iam]) {
    if (typeof inner === "object" && inner !== null) return { ...inner };
  }
  return { ...authorizer };
}

function domainOf(apiId: string, { region }: CloudConfig) {
  return { domainName: `${apiId}.execute-api.${region}.amazonaws.com`, domainPrefix: apiId };
}

/** The headers that API Gateway passes on, with those that it adds itself. */
export function forwardedHeaders({
  request,
  requestId,
  at,
}: RoutedRequest): Record<string, string> {
  const { connection: _c, "transfer-encoding": _t, ...headers } = request.headers;
  const port = /:(\d+)$/.exec(request.headers["host"] ?? "")?.[1] ?? "80";
  const seconds = Math.floor(at / 1000).toString(16);
  return {
    ...headers,
    "content-length": String(request.body.byteLength),
    "x-amzn-trace-id": `Root=1-${seconds}-${requestId.replaceAll("-", "").slice(0, 24)}`,
    "x-forwarded-for": request.sourceIp,
    "x-forwarded-port": port,
    "x-forwarded-proto": "http",
  };
}

function encodeBody({ request }: RoutedRequest): { body?: string; isBase64Encoded: boolean } {
  const { body, headers } = request;
  if (body.byteLength === 0) return { isBase64Encoded: false };
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const type = headers["content-type"];
  const plain = headers["content-encoding"] === undefined;
  const isText = plain && (type === undefined ? isUtf8(buffer) : TEXT_TYPES.test(type));
  if (isText) return { body: buffer.toString("utf8"), isBase64Encoded: false };
  return { body: buffer.toString("base64"), isBase64Encoded: true };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Repeated parameters joined by commas. */
export function joinedQuery(
  query: RoutedRequest["request"]["query"],
): Record<string, string> | undefined {
  const joined = Object.entries(groupedQuery(query)).map(([name, values]) => [
    name,
    values.join(","),
  ]);
  return joined.length === 0 ? undefined : Object.fromEntries(joined);
}

function groupedQuery(query: RoutedRequest["request"]["query"]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of query) groups.set(name, [...(groups.get(name) ?? []), value]);
  return Object.fromEntries(groups);
}

function orUndefined<T extends object>(members: T): T | undefined {
  return Object.keys(members).length === 0 ? undefined : members;
}

function decodePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000`. */
export function commonLogTime(at: number): string {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const [year = "", month = "1", day = ""] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1] ?? ""}/${year}:${time.slice(0, 8)} +0000`;
}
