import type * as ApiGateway from "@aws-sdk/client-apigatewayv2";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { badRequest, conflict, notEmulated } from "../errors.ts";
import type { RouteRecord } from "../model.ts";
import { parseRouteKey } from "../http/route-match.ts";
import { page } from "../paging.ts";
import { apiOf, newId, partOf, partsOf, type ApiContext, type ApiOperation } from "../state.ts";

type Input = Omit<In<typeof ApiGateway, "UpdateRoute">, "ApiId" | "RouteId">;

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html */
export const createRoute: ApiOperation<"CreateRoute"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  const route: RouteRecord = {
    ApiKeyRequired: false,
    AuthorizationType: "NONE",
    ...readRoute(input, ApiId, ctx),
    RouteKey: input.RouteKey ?? "",
    RouteId: newId(7),
  };
  refuseDouble(route, ApiId, ctx);
  ctx.state.routes.put(`${ApiId}/${route.RouteId}`, route);
  ctx.reply.status = 201;
  return route;
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes-routeid.html */
export const updateRoute: ApiOperation<"UpdateRoute"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  const old = partOf(ctx.state.routes, "Route", { apiId: ApiId, id: input.RouteId });
  const route = withoutUnusedAuthorizer({ ...old, ...readRoute({ ...old, ...input }, ApiId, ctx) });
  refuseDouble(route, ApiId, ctx);
  ctx.state.routes.put(`${ApiId}/${route.RouteId}`, route);
  return route;
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes-routeid.html */
export const getRoute: ApiOperation<"GetRoute"> = (input, ctx) =>
  partOf(ctx.state.routes, "Route", { apiId: input.ApiId, id: input.RouteId });

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html */
export const getRoutes: ApiOperation<"GetRoutes"> = (input, ctx) =>
  page(partsOf(ctx.state.routes, apiOf(ctx.state, input.ApiId).ApiId), input);

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes-routeid.html */
export const deleteRoute: ApiOperation<"DeleteRoute"> = (input, ctx) => {
  partOf(ctx.state.routes, "Route", { apiId: input.ApiId, id: input.RouteId });
  ctx.state.routes.delete(`${input.ApiId ?? ""}/${input.RouteId ?? ""}`);
  ctx.reply.status = 204;
  return {};
};

function readRoute(input: Input, apiId: string, ctx: ApiContext) {
  if (input.RouteKey !== undefined && parseRouteKey(input.RouteKey) === undefined) {
    throw badRequest("The provided route key is not formatted properly for HTTP protocol.");
  }
  if (Object.keys(input.RequestParameters ?? {}).length > 0) {
    throw notEmulated("CreateRoute", "RequestParameters");
  }
  checkTarget(input.Target, apiId, ctx);
  const { AuthorizationScopes, AuthorizationType, AuthorizerId, RouteKey, Target } = input;
  if (AuthorizerId !== undefined) {
    partOf(ctx.state.authorizers, "Authorizer", { apiId, id: AuthorizerId });
  } else if (AuthorizationType === "JWT" || AuthorizationType === "CUSTOM") {
    throw badRequest(`AuthorizerId is required for authorization type ${AuthorizationType}`);
  }
  const { OperationName } = input;
  return present({
    AuthorizationScopes,
    AuthorizationType,
    AuthorizerId,
    OperationName,
    RouteKey,
    Target,
  });
}

/** An open route refers to no authorizer, which can then be deleted. */
function withoutUnusedAuthorizer(route: RouteRecord): RouteRecord {
  if (route.AuthorizationType !== "NONE") return route;
  const { AuthorizerId: _authorizer, AuthorizationScopes: _scopes, ...open } = route;
  return open;
}

function checkTarget(target: string | undefined, apiId: string, ctx: ApiContext): void {
  if (target === undefined) return;
  const id = /^integrations\/([^/]+)$/.exec(target)?.[1];
  partOf(ctx.state.integrations, "Integration", { apiId, id });
}

function refuseDouble(route: RouteRecord, apiId: string, ctx: ApiContext): void {
  const double = partsOf(ctx.state.routes, apiId).some(
    ({ RouteKey, RouteId }) => RouteKey === route.RouteKey && RouteId !== route.RouteId,
  );
  if (double) throw conflict(`Route with key ${route.RouteKey} already exists for this API`);
}
