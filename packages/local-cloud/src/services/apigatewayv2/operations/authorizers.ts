import type * as ApiGateway from "@aws-sdk/client-apigatewayv2";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { badRequest, conflict } from "../errors.ts";
import type { AuthorizerRecord } from "../model.ts";
import { page } from "../paging.ts";
import { apiOf, newId, partOf, partsOf, type ApiOperation } from "../state.ts";

type Input = Omit<In<typeof ApiGateway, "UpdateAuthorizer">, "ApiId" | "AuthorizerId">;

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html */
export const createAuthorizer: ApiOperation<"CreateAuthorizer"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  check(input);
  const authorizer: AuthorizerRecord = {
    ...readAuthorizer(input),
    Name: input.Name,
    AuthorizerId: newId(7),
  };
  ctx.state.authorizers.put(`${ApiId}/${authorizer.AuthorizerId}`, authorizer);
  ctx.reply.status = 201;
  return authorizer;
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers-authorizerid.html */
export const updateAuthorizer: ApiOperation<"UpdateAuthorizer"> = (input, ctx) => {
  const at = { apiId: input.ApiId, id: input.AuthorizerId };
  const old = partOf(ctx.state.authorizers, "Authorizer", at);
  const authorizer: AuthorizerRecord = { ...old, ...readAuthorizer(input) };
  check(authorizer);
  ctx.state.authorizers.put(`${at.apiId ?? ""}/${authorizer.AuthorizerId}`, authorizer);
  return authorizer;
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers-authorizerid.html */
export const getAuthorizer: ApiOperation<"GetAuthorizer"> = (input, ctx) =>
  partOf(ctx.state.authorizers, "Authorizer", { apiId: input.ApiId, id: input.AuthorizerId });

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html */
export const getAuthorizers: ApiOperation<"GetAuthorizers"> = (input, ctx) =>
  page(partsOf(ctx.state.authorizers, apiOf(ctx.state, input.ApiId).ApiId), input);

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers-authorizerid.html */
export const deleteAuthorizer: ApiOperation<"DeleteAuthorizer"> = (input, ctx) => {
  const { ApiId = "", AuthorizerId = "" } = input;
  partOf(ctx.state.authorizers, "Authorizer", { apiId: ApiId, id: AuthorizerId });
  const used = partsOf(ctx.state.routes, ApiId).some(
    (route) => route.AuthorizerId === AuthorizerId,
  );
  if (used) throw conflict("Cannot delete authorizer, it is referenced by a route");
  ctx.state.authorizers.delete(`${ApiId}/${AuthorizerId}`);
  ctx.reply.status = 204;
  return {};
};

function readAuthorizer(input: Input) {
  const {
    AuthorizerCredentialsArn,
    AuthorizerPayloadFormatVersion,
    AuthorizerResultTtlInSeconds,
    AuthorizerType,
    AuthorizerUri,
    EnableSimpleResponses,
    IdentitySource,
    JwtConfiguration,
    Name,
  } = input;
  return present({
    AuthorizerCredentialsArn,
    AuthorizerPayloadFormatVersion,
    AuthorizerResultTtlInSeconds,
    AuthorizerType,
    AuthorizerUri,
    EnableSimpleResponses,
    IdentitySource,
    JwtConfiguration,
    Name,
  });
}

function check(input: Partial<Input>): void {
  if (input.AuthorizerType === "JWT") {
    const { Issuer, Audience = [] } = input.JwtConfiguration ?? {};
    if (Issuer === undefined || !URL.canParse(Issuer) || Audience.length === 0) {
      throw badRequest("JWT authorizers need an issuer that is a URL, and an audience");
    }
    if (input.IdentitySource?.length !== 1) {
      throw badRequest("IdentitySource for JWT authorizers must have exactly one entry");
    }
  } else if (input.AuthorizerUri === undefined) {
    throw badRequest("AuthorizerUri must be specified for REQUEST authorizers");
  }
}
