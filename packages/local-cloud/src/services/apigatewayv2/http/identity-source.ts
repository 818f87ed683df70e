import type { RoutedRequest } from "./api-request.ts";
import { joinedQuery } from "./proxy-event.ts";

/**
 * The values that an authorizer goes by; `undefined` when one of them is missing.
 *
 * @param sources Such as `$request.header.Authorization` and `$context.routeKey`.
 */
export function identityValues(
  sources: readonly string[] | undefined,
  routed: RoutedRequest,
): string[] | undefined {
  const values = (sources ?? []).map((source) => valueOf(source, routed));
  const there = values.filter((value) => value !== undefined && value !== "");
  return there.length === values.length ? there.map(String) : undefined;
}

function valueOf(source: string, routed: RoutedRequest): string | undefined {
  const [, kind = "", name = ""] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  switch (kind) {
    case "request.header":
      return own(routed.request.headers, name.toLowerCase());
    case "request.querystring":
      return own(joinedQuery(routed.request.query) ?? {}, name);
    case "stageVariables":
      return own(routed.stage.StageVariables ?? {}, name);
    case "context":
      return own(contextValues(routed), name);
    default:
      return undefined;
  }
}

function contextValues({ route, stage, request, api }: RoutedRequest): Record<string, string> {
  return {
    routeKey: route.RouteKey,
    stage: stage.StageName,
    httpMethod: request.method,
    path: request.rawPath,
    apiId: api.ApiId,
    "identity.sourceIp": request.sourceIp,
  };
}

function own(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
