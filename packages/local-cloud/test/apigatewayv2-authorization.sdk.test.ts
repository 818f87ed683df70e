import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ApiGatewayV2Client,
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  GetRoutesCommand,
  UpdateRouteCommand,
} from "@aws-sdk/client-apigatewayv2";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigatewayv2 } from "../src/services/apigatewayv2/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { anApi, ECHO } from "./apigateway-fixtures.ts";
import { createFunction, LAMBDA_PLUGINS } from "./lambda-fixtures.ts";

let cloud: TestCloud;
let apis: ApiGatewayV2Client;
let lambda: LambdaClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: [apigatewayv2, ...LAMBDA_PLUGINS] });
  apis = cloud.client(ApiGatewayV2Client);
  lambda = cloud.client(LambdaClient);
});
afterAll(() => cloud.stop());

describe("a JWT authorizer", () => {
  let issuer: Server;
  let url: string;
  let key: CryptoKey;
  let route: { url: string };

  beforeAll(async () => {
    const pair = await generateKeyPair("RS256");
    key = pair.privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
    issuer = createServer((request, response) => {
      const document = request.url?.includes("openid")
        ? { jwks_uri: `${url}/jwks` }
        : { keys: [jwk] };
      response.setHeader("content-type", "application/json").end(JSON.stringify(document));
    });
    await new Promise<void>((resolve) => {
      issuer.listen(0, "127.0.0.1", resolve);
    });
    url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    const {
      ApiId,
      url: apiUrl,
      FunctionName,
    } = await anApi({ apis, lambda }, ECHO, { routes: [] });
    const { AuthorizerId } = await apis.send(
      new CreateAuthorizerCommand({
        ApiId,
        Name: "jwt",
        AuthorizerType: "JWT",
        IdentitySource: ["$request.header.Authorization"],
        JwtConfiguration: { Issuer: url, Audience: ["client"] },
      }),
    );
    const { IntegrationId } = await apis.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: "AWS_PROXY",
        IntegrationUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:${FunctionName}/invocations`,
        PayloadFormatVersion: "2.0",
      }),
    );
    const base = {
      ApiId,
      Target: `integrations/${IntegrationId}`,
      AuthorizerId,
      AuthorizationType: "JWT",
    } as const;
    await apis.send(new CreateRouteCommand({ ...base, RouteKey: "GET /open" }));
    await apis.send(
      new CreateRouteCommand({ ...base, RouteKey: "GET /scoped", AuthorizationScopes: ["read"] }),
    );
    route = { url: apiUrl };
  });
  afterAll(() => {
    issuer.close();
  });

  const sign = (
    claims: JWTPayload = {},
    over: { kid?: string; exp?: string; signer?: CryptoKey; aud?: JWTPayload } = {},
  ) =>
    new SignJWT({
      ...(over.aud ?? { aud: "client" }),
      iss: url,
      sub: "me",
      groups: ["a", "b"],
      ...claims,
    })
      .setProtectedHeader({ alg: "RS256", kid: over.kid ?? "k1" })
      .setIssuedAt()
      .setExpirationTime(over.exp ?? "5m")
      .sign(over.signer ?? key);
  const call = async (path: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(route.url + path, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test("lets a good token in and shows its claims as text", async () => {
    const { status, body } = await call("/open", await sign());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      requestContext: {
        authorizer: {
          jwt: { claims: { sub: "me", groups: "[a b]", aud: "client" }, scopes: null },
        },
      },
    });
  });

  test("takes client_id for a missing aud", async () => {
    const token = await sign({ client_id: "client" }, { aud: {} });
    expect((await call("/open", token)).status).toBe(200);
  });

  test.each([
    ["no token", async () => undefined],
    ["no JWT", async () => "abc"],
    ["another audience", () => sign({ aud: "other" })],
    ["a wrong aud beside a right client_id", () => sign({ aud: "other", client_id: "client" })],
    ["another issuer", () => sign({ iss: "http://127.0.0.1:1" })],
    ["an expired token", () => sign({}, { exp: "-1m" })],
    ["a token of the future", () => sign({ nbf: Math.floor(Date.now() / 1000) + 600 })],
    ["an unknown key", () => sign({}, { kid: "../../k2" })],
    [
      "another signer",
      async () => sign({}, { signer: (await generateKeyPair("RS256")).privateKey }),
    ],
    [
      "alg none",
      async () =>
        `${Buffer.from('{"alg":"none"}').toString("base64url")}.${(await sign()).split(".")[1]}.`,
    ],
    ["10 KB", async () => `${"a".repeat(10_000)}.b.c`],
  ])("answers 401 to %s", async (_kind, token) => {
    const { status, body } = await call("/open", await token());
    expect({ status, body }).toEqual({ status: 401, body: { message: "Unauthorized" } });
  });

  test("answers 403 without the route's scope", async () => {
    expect((await call("/scoped", await sign({ scope: "write" }))).status).toBe(403);
    const { body } = await call("/scoped", await sign({ scope: "write read" }));
    expect(body).toMatchObject({
      requestContext: { authorizer: { jwt: { scopes: ["write", "read"] } } },
    });
  });
});

describe("other authorization", () => {
  test("AWS_IAM lets only callers with credentials in", async () => {
    const routes = [{ RouteKey: "GET /iam", AuthorizationType: "AWS_IAM" as const }];
    const { url } = await anApi({ apis, lambda }, ECHO, { routes });
    const refused = await fetch(`${url}/iam`);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({ message: "Forbidden" });
    const authorization =
      "AWS4-HMAC-SHA256 Credential=AKIATEST/20260115/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=0";
    const allowed = await fetch(`${url}/iam`, { headers: { authorization } });
    expect(await allowed.json()).toMatchObject({
      requestContext: {
        authorizer: {
          iam: { userArn: "arn:aws:iam::000000000000:root", accountId: "000000000000" },
        },
      },
    });
  });

  test("a Lambda authorizer decides by its simple answer", async () => {
    const { url, ApiId } = await anApi({ apis, lambda }, ECHO);
    const guard = await createFunction(
      lambda,
      "export const handler = (e) => ({ isAuthorized: e.identitySource[0] === 'yes', context: { who: e.headers['x-key'] } });",
      { FunctionName: "guard" },
    );
    const { AuthorizerId } = await apis.send(
      new CreateAuthorizerCommand({
        ApiId,
        Name: "guard",
        AuthorizerType: "REQUEST",
        AuthorizerUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:${guard}/invocations`,
        AuthorizerPayloadFormatVersion: "2.0",
        EnableSimpleResponses: true,
        IdentitySource: ["$request.header.x-key"],
      }),
    );
    const { Items = [] } = await apis.send(new GetRoutesCommand({ ApiId }));
    await apis.send(
      new UpdateRouteCommand({
        ApiId,
        RouteId: Items[0]?.RouteId,
        AuthorizationType: "CUSTOM",
        AuthorizerId,
      }),
    );
    const call = (headers: Record<string, string>) => fetch(url, { headers });
    expect((await call({})).status).toBe(401);
    expect((await call({ "x-key": "no" })).status).toBe(403);
    expect(await (await call({ "x-key": "yes" })).json()).toMatchObject({
      requestContext: { authorizer: { lambda: { who: "yes" } } },
    });
  });
});
