import type { GatewayResponse } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, notFound } from "../errors.ts";
import { defaultsOf, GATEWAY_RESPONSES, isResponseType } from "../http/gateway-response-types.ts";
import type { ApiRecord } from "../model.ts";
import { own, without } from "../own.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable } from "../patch.ts";
import { apiOf, changeDefinition, type RestContext, type RestOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html */
export const putGatewayResponse: RestOperation<"PutGatewayResponse"> = (input, ctx) => {
  const { responseType, statusCode, responseParameters = {}, responseTemplates = {} } = input;
  const api = apiOf(ctx.state, input.restApiId);
  const response = present({ responseType, statusCode, responseParameters, responseTemplates });
  return store(ctx, api, { ...response, defaultResponse: false });
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponse.html */
export const getGatewayResponse: RestOperation<"GetGatewayResponse"> = (input, ctx) =>
  responseOf(apiOf(ctx.state, input.restApiId), input.responseType);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponses.html */
export const getGatewayResponses: RestOperation<"GetGatewayResponses"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  return page(
    Object.keys(GATEWAY_RESPONSES).map((type) => responseOf(api, type)),
    input,
  );
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateGatewayResponse.html */
export const updateGatewayResponse: RestOperation<"UpdateGatewayResponse"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const rules = patchable("text", "/statusCode", "/responseParameters/*", "/responseTemplates/*");
  const next = applyPatches(responseOf(api, input.responseType), input.patchOperations, rules);
  return store(ctx, api, { ...next, defaultResponse: false });
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteGatewayResponse.html */
export const deleteGatewayResponse: RestOperation<"DeleteGatewayResponse"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const { responseType = "" } = input;
  const { gatewayResponses } = api.definition;
  if (own(gatewayResponses, responseType) === undefined) throw notFound("Gateway response type");
  changeDefinition(ctx.state, api, { gatewayResponses: without(gatewayResponses, responseType) });
  return {};
};

function responseOf({ definition }: ApiRecord, type = ""): GatewayResponse {
  if (!isResponseType(type)) throw notFound("Gateway response type");
  const { status } = defaultsOf(type);
  return (
    own(definition.gatewayResponses, type) ?? {
      ...(status !== undefined && { statusCode: String(status) }),
      responseType: type,
      responseParameters: {},
      responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
      defaultResponse: true,
    }
  );
}

function store(ctx: RestContext, api: ApiRecord, response: GatewayResponse): GatewayResponse {
  const { responseType = "", statusCode = "200" } = response;
  if (!isResponseType(responseType)) throw badRequest("Invalid gateway response type specified");
  if (!/^[1-5]\d\d$/.test(statusCode)) throw badRequest("Invalid status code specified");
  for (const name of Object.keys(response.responseParameters ?? {})) {
    if (!/^gatewayresponse\.(?:header|path|querystring)\.[\w-]+$/.test(name)) {
      throw badRequest(`Invalid response parameter specified: ${name}`);
    }
  }
  const gatewayResponses = { ...api.definition.gatewayResponses, [responseType]: response };
  changeDefinition(ctx.state, api, { gatewayResponses });
  return response;
}
