import type { CloudConfig } from "../../../cloud.ts";
import {
  headerOf,
  multiValues,
  singleValues,
  type Pairs,
  type RoutedExchange,
} from "./api-request.ts";
import { requestContext } from "./context.ts";
import { isBinary } from "./media-type.ts";

/**
 * The event of a Lambda proxy integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(exchange: RoutedExchange, config: CloudConfig): Record<string, unknown> {
  const { definition, facts, request, route, stage } = exchange;
  const { body, query } = request;
  const headers = forwardedHeaders(exchange);
  const binary = isBinary(headerOf(request.headers, "content-type"), definition.binaryMediaTypes);
  return {
    resource: route.resource.path,
    path: decodePath(request.path),
    httpMethod: request.method,
    headers: singleValues(headers),
    multiValueHeaders: multiValues(headers),
    queryStringParameters: orNull(singleValues(query)),
    multiValueQueryStringParameters: orNull(multiValues(query)),
    pathParameters: orNull(route.pathParameters),
    stageVariables: orNull(stage.variables ?? {}),
    requestContext: {
      ...requestContext(exchange, config),
      ...(facts.authorizer !== undefined && { authorizer: facts.authorizer }),
    },
    body: body.byteLength === 0 ? null : body.toString(binary ? "base64" : "utf8"),
    isBase64Encoded: binary && body.byteLength > 0,
  };
}

/** The headers that API Gateway passes on, with those that it adds itself. */
export function forwardedHeaders({ request, requestId, at }: RoutedExchange): Pairs {
  const dropped = new Set(["connection", "transfer-encoding", "content-length"]);
  const port = /:(\d+)$/.exec(headerOf(request.headers, "host") ?? "")?.[1] ?? "80";
  const seconds = Math.floor(at / 1000).toString(16);
  return [
    ...request.headers.filter(([name]) => !dropped.has(name.toLowerCase())),
    ["X-Amzn-Trace-Id", `Root=1-${seconds}-${requestId.replaceAll("-", "").slice(0, 24)}`],
    ["X-Forwarded-For", request.sourceIp],
    ["X-Forwarded-Port", port],
    ["X-Forwarded-Proto", "http"],
  ];
}

function orNull<T extends object>(members: T): T | null {
  return Object.keys(members).length === 0 ? null : members;
}

function decodePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
