import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateDeploymentCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteApiCommand,
  GetApiCommand,
  GetRoutesCommand,
  UpdateRouteCommand,
} from "@aws-sdk/client-apigatewayv2";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigatewayv2 } from "../src/services/apigatewayv2/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { anApi, ECHO } from "./apigateway-fixtures.ts";
import { LAMBDA_PLUGINS } from "./lambda-fixtures.ts";

let cloud: TestCloud;
let apis: ApiGatewayV2Client;
let lambda: LambdaClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: [apigatewayv2, ...LAMBDA_PLUGINS] });
  apis = cloud.client(ApiGatewayV2Client);
  lambda = cloud.client(LambdaClient);
});
afterAll(() => cloud.stop());

describe("the event of format 2.0", () => {
  test("holds the whole request", async () => {
    const { url, ApiId } = await anApi({ apis, lambda }, ECHO, {
      routes: [{ RouteKey: "POST /pets/{id}/{rest+}" }],
    });
    const response = await fetch(`${url}/pets/a%20b/c/d%2Fe?x=1&x=2&y=a%26b`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "a=1; b=2", "x-two": "z" },
      body: '{"n":1}',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({
      version: "2.0",
      routeKey: "POST /pets/{id}/{rest+}",
      rawPath: "/pets/a%20b/c/d%2Fe",
      rawQueryString: "x=1&x=2&y=a%26b",
      cookies: ["a=1", "b=2"],
      headers: expect.objectContaining({ "x-two": "z", "content-length": "7" }),
      queryStringParameters: { x: "1,2", y: "a&b" },
      requestContext: {
        accountId: "000000000000",
        apiId: ApiId,
        domainName: `${ApiId}.execute-api.eu-west-1.amazonaws.com`,
        domainPrefix: ApiId,
        http: {
          method: "POST",
          path: expect.stringMatching(/^\/pets\/a b\//),
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: expect.any(String),
        },
        requestId: expect.any(String),
        routeKey: "POST /pets/{id}/{rest+}",
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: '{"n":1}',
      pathParameters: { id: "a b", rest: "c/d/e" },
      isBase64Encoded: false,
      stageVariables: { colour: "red" },
    });
  });

  test.each([
    ["application/json", "text", false],
    ["text/plain;charset=utf-8", "text", false],
    ["application/octet-stream", "dGV4dA==", true],
    ["application/x-www-form-urlencoded", "dGV4dA==", true],
  ])("gives a %s body as %s", async (type, body, isBase64Encoded) => {
    const { url } = await anApi({ apis, lambda }, ECHO);
    const headers = { "content-type": type };
    const response = await fetch(url, { method: "POST", headers, body: "text" });
    expect(await response.json()).toMatchObject({ body, isBase64Encoded });
  });
});

test("the event of format 1.0 holds the same in its own shape", async () => {
  const { url } = await anApi(
    { apis, lambda },
    "export const handler = (event) => ({ statusCode: 200, body: JSON.stringify(event) });",
    { routes: [{ RouteKey: "GET /pets/{id}" }], version: "1.0" },
  );
  const response = await fetch(`${url}/pets/7?x=1&x=2`);
  expect(await response.json()).toMatchObject({
    version: "1.0",
    resource: "/pets/{id}",
    path: "/pets/7",
    httpMethod: "GET",
    queryStringParameters: { x: "2" },
    multiValueQueryStringParameters: { x: ["1", "2"] },
    pathParameters: { id: "7" },
    body: null,
    isBase64Encoded: false,
  });
});

describe("a function's answer", () => {
  test.each([
    ["text", "'hello'", 200, "application/json", "hello"],
    ["an object without statusCode", "({ a: 1 })", 200, "application/json", '{"a":1}'],
    ["a structure", "({ statusCode: 201, body: 'x' })", 201, "text/plain;charset=UTF-8", "x"],
    [
      "base64",
      "({ statusCode: 200, headers: { 'Content-Type': 'image/png' }, body: 'aGk=', isBase64Encoded: true })",
      200,
      "image/png",
      "hi",
    ],
    [
      "a body that is no text",
      "({ statusCode: 200, body: { a: 1 } })",
      500,
      "application/json",
      '{"message":"Internal Server Error"}',
    ],
    [
      "a header that HTTP cannot carry",
      "({ statusCode: 200, headers: { a: 'x\\ny' } })",
      500,
      "application/json",
      '{"message":"Internal Server Error"}',
    ],
    [
      "an error",
      "(() => { throw new Error('secret'); })()",
      500,
      "application/json",
      '{"message":"Internal Server Error"}',
    ],
  ])("that is %s becomes HTTP", async (_kind, value, status, type, body) => {
    const { url } = await anApi({ apis, lambda }, `export const handler = async () => ${value};`);
    const response = await fetch(url);
    expect({
      status: response.status,
      type: response.headers.get("content-type"),
      body: await response.text(),
    }).toEqual({ status, type, body });
  });

  test("sets each cookie with a header of its own", async () => {
    const { url } = await anApi(
      { apis, lambda },
      "export const handler = () => ({ statusCode: 200, cookies: ['a=1; Secure', 'b=2'] });",
    );
    expect((await fetch(url)).headers.getSetCookie()).toEqual(["a=1; Secure", "b=2"]);
  });
});

describe("routes", () => {
  const NAMED = [
    "GET /pets/dog/1",
    "GET /pets/dog/{id}",
    "ANY /pets/dog/{id}",
    "GET /pets/{proxy+}",
    "ANY /{proxy+}",
    "$default",
  ].map((RouteKey) => ({ RouteKey }));
  const ROUTE = "export const handler = (event) => event.routeKey;";

  test.each([
    ["GET", "/pets/dog/1", "GET /pets/dog/1"],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}"],
    ["PUT", "/pets/dog/2", "ANY /pets/dog/{id}"],
    ["GET", "/pets/cat/1", "GET /pets/{proxy+}"],
    ["POST", "/pets/cat/1", "ANY /{proxy+}"],
    ["GET", "/", "$default"],
  ])("%s %s goes to the most specific one", async (method, path, expected) => {
    const { url } = await anApi({ apis, lambda }, ROUTE, { routes: NAMED });
    expect(await (await fetch(url + path, { method })).text()).toBe(expected);
  });

  test("answer 404 when none fits, and for an API that is not there", async () => {
    const { url, ApiId } = await anApi({ apis, lambda }, ECHO, {
      routes: [{ RouteKey: "GET /a" }],
    });
    for (const path of ["/b", "/a/b", "/"]) {
      const response = await fetch(url + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ message: "Not Found" });
    }
    await apis.send(new DeleteApiCommand({ ApiId }));
    expect((await fetch(`${url}/a`)).status).toBe(404);
  });

  test("are changed at once on a stage that deploys by itself, and not on another", async () => {
    const { url, ApiId } = await anApi({ apis, lambda }, ROUTE, {
      routes: [{ RouteKey: "GET /old" }],
    });
    const { DeploymentId } = await apis.send(new CreateDeploymentCommand({ ApiId }));
    await apis.send(new CreateStageCommand({ ApiId, StageName: "fixed", DeploymentId }));
    const { Items = [] } = await apis.send(new GetRoutesCommand({ ApiId }));
    const RouteId = Items[0]?.RouteId;
    await apis.send(new UpdateRouteCommand({ ApiId, RouteId, RouteKey: "GET /new" }));
    expect((await fetch(`${url}/new`)).status).toBe(200);
    expect((await fetch(`${url}/old`)).status).toBe(404);
    expect((await fetch(`${url}/fixed/old`)).status).toBe(200);
  });

  test.each([["GET pets"], ["FETCH /a"], ["GET /{a+}/b"]])(
    "refuse the key %s",
    async (RouteKey) => {
      const { ApiId } = await anApi({ apis, lambda }, ECHO);
      await expect(apis.send(new CreateRouteCommand({ ApiId, RouteKey }))).rejects.toMatchObject({
        name: "BadRequestException",
      });
    },
  );
});

test("a payload above 10 MB is refused", async () => {
  const { url } = await anApi({ apis, lambda }, ECHO);
  const body = new Uint8Array(10 * 1024 * 1024 + 1);
  const response = await fetch(url, { method: "POST", body });
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ message: "Request Entity Too Large" });
});

describe("CORS", () => {
  const cors = {
    AllowOrigins: ["https://app.example"],
    AllowMethods: ["GET", "POST"],
    AllowHeaders: ["content-type"],
    ExposeHeaders: ["x-id"],
    AllowCredentials: true,
    MaxAge: 60,
  };
  test("answers a preflight without a route for it", async () => {
    const { url } = await anApi({ apis, lambda }, ECHO, { cors, routes: [{ RouteKey: "GET /a" }] });
    const response = await fetch(`${url}/a`, {
      method: "OPTIONS",
      headers: { origin: "https://app.example", "access-control-request-method": "GET" },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "https://app.example",
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "content-type",
      "access-control-allow-credentials": "true",
      "access-control-max-age": "60",
    });
  });

  test("takes the place of what the function says, and names no origin that is not allowed", async () => {
    const { url } = await anApi(
      { apis, lambda },
      "export const handler = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } });",
      { cors },
    );
    const from = async (origin: string) =>
      (await fetch(url, { headers: { origin } })).headers.get("access-control-allow-origin");
    expect(await from("https://app.example")).toBe("https://app.example");
    expect(await from("https://evil.example")).toBeNull();
  });
});

test("a stage with a format writes access logs", async () => {
  const format =
    '{"status":"$context.status","route":"$context.routeKey","x":"$context.constructor"}';
  const logs = cloud.client(CloudWatchLogsClient);
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/access" }));
  const { url } = await anApi({ apis, lambda }, ECHO, { format });
  await fetch(`${url}/here`);
  await expect
    .poll(async () => {
      const found = await logs.send(new FilterLogEventsCommand({ logGroupName: "/access" }));
      return found.events?.map(({ message }) => message);
    })
    .toEqual(['{"status":"200","route":"$default","x":"-"}']);
});

test("APIs survive a restart", async () => {
  const first = await startTestCloud({ plugins: [apigatewayv2] });
  const { ApiId } = await first
    .client(ApiGatewayV2Client)
    .send(new CreateApiCommand({ Name: "kept", ProtocolType: "HTTP" }));
  const again = await first.restart();
  const found = await again.client(ApiGatewayV2Client).send(new GetApiCommand({ ApiId }));
  expect(found).toMatchObject({ Name: "kept", ApiEndpoint: `${again.endpoint}/_api/${ApiId}` });
});
