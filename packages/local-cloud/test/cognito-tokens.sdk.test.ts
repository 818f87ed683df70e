import {
  ApiGatewayV2Client,
  CreateAuthorizerCommand,
  CreateRouteCommand,
  CreateIntegrationCommand,
} from "@aws-sdk/client-apigatewayv2";
import {
  APIGatewayClient,
  CreateAuthorizerCommand as CreateRestAuthorizerCommand,
} from "@aws-sdk/client-api-gateway";
import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  GetUserCommand,
  GlobalSignOutCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigateway } from "../src/services/apigateway/index.ts";
import { apigatewayv2 } from "../src/services/apigatewayv2/index.ts";
import { cognitoidp } from "../src/services/cognitoidp/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { anApi, ECHO } from "./apigateway-fixtures.ts";
import { aClient, aPool, aUser, signIn } from "./cognito-fixtures.ts";
import { LAMBDA_PLUGINS } from "./lambda-fixtures.ts";
import { addMethod, aRestApi, deploy } from "./rest-api-fixtures.ts";

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);

let local: TestCloud;
let pools: CognitoIdentityProviderClient;

beforeAll(async () => {
  local = await startTestCloud({
    keep: true,
    plugins: [apigateway, apigatewayv2, cognitoidp, ...LAMBDA_PLUGINS],
  });
  pools = local.client(CognitoIdentityProviderClient);
});
afterAll(() => local.stop());

const kid = (token: string) => decodeProtectedHeader(token).kid;

async function signedIn() {
  const pool = await aPool(
    pools,
    { Schema: [{ Name: "clientId", AttributeDataType: "String", Mutable: true }] },
    {
      ReadAttributes: ["email", "email_verified", "custom:clientId"],
      WriteAttributes: ["email"],
      AccessTokenValidity: 10,
      TokenValidityUnits: { AccessToken: "minutes" },
    },
  );
  const name = await aUser(pools, pool.UserPoolId, { "custom:clientId": "c-1", nickname: "n" });
  const tokens = await signIn(pools, pool.ClientId, name);
  return { ...pool, name, tokens, issuer: `${local.endpoint}/${pool.UserPoolId}` };
}

describe("tokens", () => {
  test("have the claims of Cognito, and only the attributes that the client may read", async () => {
    const { ClientId, UserPoolId, name, issuer, tokens: before } = await signedIn();
    const { sub } = decodeJwt(before.AccessToken);
    for (const [GroupName, Precedence] of [
      ["readers", 5],
      ["admins", 1],
    ] as const) {
      await pools.send(new CreateGroupCommand({ UserPoolId, GroupName, Precedence }));
      await pools.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: name, GroupName }));
    }
    const tokens = await signIn(pools, ClientId, name);
    const shared = {
      sub,
      iss: issuer,
      origin_jti: UUID,
      jti: UUID,
      event_id: UUID,
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: expect.any(Number),
      "cognito:groups": ["admins", "readers"],
    };
    const access = decodeJwt(tokens.AccessToken);
    expect(access).toEqual({
      ...shared,
      client_id: ClientId,
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      username: name,
    });
    expect((access.exp ?? 0) - (access.iat ?? 0)).toBe(600);
    expect(decodeJwt(tokens.IdToken)).toEqual({
      ...shared,
      aud: ClientId,
      token_use: "id",
      email: expect.stringContaining("@example.com"),
      email_verified: true,
      "custom:clientId": "c-1",
      "cognito:username": name,
    });
  });

  test("are verified with the keys that the issuer publishes, through a rotation too", async () => {
    const { ClientId, UserPoolId, name, issuer, tokens } = await signedIn();
    const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
    const { issuer: named, jwks_uri: keys } = (await discovery.json()) as Record<string, string>;
    expect(named).toBe(issuer);
    const verify = (token: string) =>
      jwtVerify(token, createRemoteJWKSet(new URL(keys ?? "")), { issuer });
    await verify(tokens.AccessToken);
    await verify(tokens.IdToken);
    const rotation = `${local.endpoint}/_local/user-pools/${UserPoolId}/rotate-keys`;
    expect((await fetch(rotation, { method: "POST" })).status).toBe(200);
    const later = await signIn(pools, ClientId, name);
    expect(kid(later.AccessToken)).not.toBe(kid(tokens.AccessToken));
    expect(kid(later.AccessToken)).not.toBe(kid(later.IdToken));
    await verify(tokens.AccessToken);
    await verify(later.AccessToken);
    await pools.send(new GetUserCommand({ AccessToken: tokens.AccessToken }));
  });

  test("open a route of an HTTP API by issuer discovery, until they expire", async () => {
    const { ClientId, UserPoolId, name, issuer, tokens } = await signedIn();
    const apis = local.client(ApiGatewayV2Client);
    const { ApiId, url, FunctionName } = await anApi(
      { apis, lambda: local.client(LambdaClient) },
      ECHO,
      { routes: [] },
    );
    const { AuthorizerId } = await apis.send(
      new CreateAuthorizerCommand({
        ApiId,
        Name: "pool",
        AuthorizerType: "JWT",
        IdentitySource: ["$request.header.Authorization"],
        JwtConfiguration: { Issuer: issuer, Audience: [ClientId] },
      }),
    );
    const { IntegrationId } = await apis.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: "AWS_PROXY",
        IntegrationUri: `arn:aws:lambda:eu-west-1:000000000000:function:${FunctionName}`,
        PayloadFormatVersion: "2.0",
      }),
    );
    await apis.send(
      new CreateRouteCommand({
        ApiId,
        RouteKey: "GET /me",
        Target: `integrations/${IntegrationId}`,
        AuthorizerId,
        AuthorizationType: "JWT",
      }),
    );
    const get = (authorization: string) => fetch(`${url}/me`, { headers: { authorization } });
    expect((await get(`Bearer ${tokens.AccessToken}`)).status).toBe(200);
    expect((await get(`Bearer ${tokens.IdToken}`)).status).toBe(200);
    const other = await aClient(pools, UserPoolId);
    const foreign = await signIn(pools, other.ClientId, name);
    expect((await get(`Bearer ${foreign.AccessToken}`)).status).toBe(401);
    expect((await get("Bearer nonsense")).status).toBe(401);
    await local.cloud.clock.advance(10 * 60_000);
    expect((await get(`Bearer ${tokens.AccessToken}`)).status).toBe(401);
    await expect(
      pools.send(new GetUserCommand({ AccessToken: tokens.AccessToken })),
    ).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Access Token has expired",
    });
  });

  test("open a method of a REST API whose authorizer is the pool", async () => {
    const { Arn, tokens } = await signedIn();
    const stranger = await signedIn();
    const apis = local.client(APIGatewayClient);
    const api = await aRestApi(apis);
    const { restApiId } = api;
    const { id: authorizerId } = await apis.send(
      new CreateRestAuthorizerCommand({
        restApiId,
        name: "pool",
        type: "COGNITO_USER_POOLS",
        identitySource: "method.request.header.Authorization",
        providerARNs: [Arn],
      }),
    );
    await addMethod(apis, api, {
      method: { authorizationType: "COGNITO_USER_POOLS", authorizerId },
      integration: {
        type: "MOCK",
        requestTemplates: { "application/json": '{"statusCode": 200}' },
      },
      integrationResponses: [
        {
          responseTemplates: {
            "application/json": "$context.authorizer.claims['custom:clientId']",
          },
        },
      ],
    });
    const url = await deploy(apis, { restApiId, endpoint: local.endpoint });
    const post = (authorization: string) =>
      fetch(url, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
      });
    const answer = await post(tokens.IdToken);
    expect({ status: answer.status, body: await answer.text() }).toEqual({
      status: 200,
      body: "c-1",
    });
    expect((await post(stranger.tokens.IdToken)).status).toBe(401);
    expect((await post("nonsense")).status).toBe(401);
  });

  test("count only as what they are", async () => {
    const { tokens } = await signedIn();
    const other = await signedIn();
    const [head, , signature] = tokens.AccessToken.split(".");
    const forged = [head, other.tokens.AccessToken.split(".")[1], signature].join(".");
    for (const AccessToken of [tokens.IdToken, forged, "a.b.c", "x", `${"a".repeat(70_000)}.b.c`]) {
      await expect(pools.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
        name: "NotAuthorizedException",
        message: "Invalid Access Token",
      });
    }
  });

  test("do without the claims of revocation for clients that have none", async () => {
    const { ClientId, UserPoolId } = await aPool(pools, {}, { EnableTokenRevocation: false });
    const name = await aUser(pools, UserPoolId);
    const { AccessToken } = await signIn(pools, ClientId, name);
    expect(decodeJwt(AccessToken)).not.toHaveProperty("origin_jti");
    await local.cloud.clock.advance(1000);
    await pools.send(new GlobalSignOutCommand({ AccessToken }));
    await expect(pools.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
      message: "Access Token has been revoked",
    });
  });
});

test("a pool that is not there shows nothing", async () => {
  for (const path of ["jwks.json", "openid-configuration"]) {
    const answer = await fetch(`${local.endpoint}/eu-west-1_nosuchone/.well-known/${path}`);
    expect(answer.status).toBe(404);
  }
  const rotation = `${local.endpoint}/_local/user-pools/eu-west-1_nosuchone/rotate-keys`;
  expect((await fetch(rotation, { method: "POST" })).status).toBe(404);
  expect((await fetch(rotation)).status).toBe(405);
});
