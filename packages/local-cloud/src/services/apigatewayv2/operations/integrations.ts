import type * as ApiGateway from "@aws-sdk/client-apigatewayv2";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { badRequest, conflict, notEmulated } from "../errors.ts";
import type { IntegrationRecord } from "../model.ts";
import { page } from "../paging.ts";
import { apiOf, newId, partOf, partsOf, type ApiOperation } from "../state.ts";

type Input = Omit<In<typeof ApiGateway, "UpdateIntegration">, "ApiId" | "IntegrationId">;

const TIMEOUT_MS = { lowest: 50, highest: 30_000 }; // HTTP API quotas, "Integration timeout"

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html */
export const createIntegration: ApiOperation<"CreateIntegration"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  const given = readIntegration(input);
  if (input.IntegrationUri === undefined) throw badRequest("IntegrationUri must be specified");
  const integration: IntegrationRecord = {
    ConnectionType: "INTERNET",
    IntegrationMethod: "POST",
    PayloadFormatVersion: "1.0",
    TimeoutInMillis: TIMEOUT_MS.highest,
    ...given,
    IntegrationId: newId(7),
  };
  ctx.state.integrations.put(`${ApiId}/${integration.IntegrationId}`, integration);
  ctx.reply.status = 201;
  return integration;
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations-integrationid.html */
export const updateIntegration: ApiOperation<"UpdateIntegration"> = (input, ctx) => {
  const at = { apiId: input.ApiId, id: input.IntegrationId };
  const old = partOf(ctx.state.integrations, "Integration", at);
  const integration: IntegrationRecord = { ...old, ...readIntegration({ ...old, ...input }) };
  ctx.state.integrations.put(`${at.apiId ?? ""}/${integration.IntegrationId}`, integration);
  return integration;
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations-integrationid.html */
export const getIntegration: ApiOperation<"GetIntegration"> = (input, ctx) =>
  partOf(ctx.state.integrations, "Integration", { apiId: input.ApiId, id: input.IntegrationId });

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html */
export const getIntegrations: ApiOperation<"GetIntegrations"> = (input, ctx) =>
  page(partsOf(ctx.state.integrations, apiOf(ctx.state, input.ApiId).ApiId), input);

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations-integrationid.html */
export const deleteIntegration: ApiOperation<"DeleteIntegration"> = (input, ctx) => {
  const { ApiId = "", IntegrationId = "" } = input;
  partOf(ctx.state.integrations, "Integration", { apiId: ApiId, id: IntegrationId });
  const used = partsOf(ctx.state.routes, ApiId).find(
    ({ Target }) => Target === `integrations/${IntegrationId}`,
  );
  if (used !== undefined) {
    throw conflict(
      `Cannot delete Integration '${IntegrationId}'. Integration is referenced by route(s): [${used.RouteKey}]`,
    );
  }
  ctx.state.integrations.delete(`${ApiId}/${IntegrationId}`);
  ctx.reply.status = 204;
  return {};
};

function readIntegration(input: Input) {
  if (input.IntegrationType !== "AWS_PROXY") {
    throw notEmulated("CreateIntegration", `IntegrationType ${input.IntegrationType ?? ""}`);
  }
  if (input.IntegrationSubtype !== undefined) {
    throw notEmulated("CreateIntegration", `IntegrationSubtype ${input.IntegrationSubtype}`);
  }
  for (const parameter of ["RequestParameters", "ResponseParameters"] as const) {
    const isSet = Object.keys(input[parameter] ?? {}).length > 0;
    if (isSet) throw notEmulated("CreateIntegration", parameter);
  }
  const { TimeoutInMillis: timeout = TIMEOUT_MS.highest } = input;
  if (timeout < TIMEOUT_MS.lowest || timeout > TIMEOUT_MS.highest) {
    throw badRequest("Timeout should be between 50 ms and 30000 ms");
  }
  const { CredentialsArn, Description, IntegrationMethod, IntegrationType, IntegrationUri } = input;
  const { PayloadFormatVersion, TimeoutInMillis } = input;
  return present({
    CredentialsArn,
    Description,
    IntegrationMethod,
    IntegrationType,
    IntegrationUri,
    PayloadFormatVersion,
    TimeoutInMillis,
  });
}
