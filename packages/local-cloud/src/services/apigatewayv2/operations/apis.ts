import type { Api } from "@aws-sdk/client-apigatewayv2";
import { present } from "../../../present.ts";
import { badRequest, notEmulated } from "../errors.ts";
import type { ApiRecord } from "../model.ts";
import { page } from "../paging.ts";
import { apiOf, newId, type ApiContext, type ApiOperation } from "../state.ts";

const ROUTE_SELECTION = "$request.method $request.path"; // the only one of HTTP APIs

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html#apispost */
export const createApi: ApiOperation<"CreateApi"> = (input, ctx) => {
  if (input.ProtocolType !== "HTTP") throw notEmulated("CreateApi", "ProtocolType WEBSOCKET");
  if (input.Target !== undefined) throw notEmulated("CreateApi", "Target");
  if (input.Name === undefined || input.Name === "") throw badRequest("Name must not be empty");
  const api: ApiRecord = present({
    ApiId: newId(10),
    Name: input.Name,
    ProtocolType: input.ProtocolType,
    RouteSelectionExpression: ROUTE_SELECTION,
    ApiKeySelectionExpression: "$request.header.x-api-key",
    CorsConfiguration: input.CorsConfiguration,
    Description: input.Description,
    DisableExecuteApiEndpoint: input.DisableExecuteApiEndpoint ?? false,
    Version: input.Version,
    Tags: input.Tags ?? {},
    createdAt: ctx.cloud.clock.now(),
  });
  ctx.state.apis.put(api.ApiId, api);
  ctx.reply.status = 201;
  return describe(api, ctx);
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html */
export const getApi: ApiOperation<"GetApi"> = (input, ctx) =>
  describe(apiOf(ctx.state, input.ApiId), ctx);

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html#apisget */
export const getApis: ApiOperation<"GetApis"> = (input, ctx) =>
  page(
    ctx.state.apis.entries().map(([, api]) => describe(api, ctx)),
    input,
  );

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html */
export const updateApi: ApiOperation<"UpdateApi"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.ApiId);
  for (const parameter of ["CredentialsArn", "RouteKey", "Target"] as const) {
    if (input[parameter] !== undefined) throw notEmulated("UpdateApi", parameter);
  }
  if (input.Name === "") throw badRequest("Name must not be empty");
  const { CorsConfiguration, Description, DisableExecuteApiEndpoint, Name, Version } = input;
  const changes = { CorsConfiguration, Description, DisableExecuteApiEndpoint, Name, Version };
  const next: ApiRecord = { ...api, ...present(changes) };
  ctx.state.apis.put(next.ApiId, next);
  return describe(next, ctx);
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-cors.html */
export const deleteCorsConfiguration: ApiOperation<"DeleteCorsConfiguration"> = (input, ctx) => {
  const { CorsConfiguration: _, ...api } = apiOf(ctx.state, input.ApiId);
  ctx.state.apis.put(api.ApiId, api);
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html */
export const deleteApi: ApiOperation<"DeleteApi"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  const { apis, routes, integrations, authorizers, stages, deployments } = ctx.state;
  ctx.cloud.store.transaction(() => {
    apis.delete(ApiId);
    for (const parts of [routes, integrations, authorizers, stages, deployments]) {
      for (const [key] of parts.entries({ prefix: `${ApiId}/` })) parts.delete(key);
    }
  });
  ctx.reply.status = 204;
  return {};
};

function describe({ createdAt, ...api }: ApiRecord, { endpoint }: ApiContext): Api {
  return {
    ...api,
    ApiEndpoint: `${endpoint}/_api/${api.ApiId}`,
    CreatedDate: new Date(createdAt),
    IpAddressType: "ipv4",
  };
}
