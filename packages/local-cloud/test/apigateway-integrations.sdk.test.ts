import { APIGatewayClient, PutIntegrationCommand } from "@aws-sdk/client-api-gateway";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigateway } from "../src/services/apigateway/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createFunction, LAMBDA_PLUGINS } from "./lambda-fixtures.ts";
import {
  addMethod,
  answerOf,
  aRestApi,
  deploy,
  serve,
  type MethodSketch,
} from "./rest-api-fixtures.ts";

const JSON_TYPE = { "content-type": "application/json" };

let cloud: TestCloud;
let apis: APIGatewayClient;
let lambda: LambdaClient;
let made = 0;

beforeAll(async () => {
  cloud = await startTestCloud({
    keep: true,
    plugins: [apigateway, ...LAMBDA_PLUGINS],
  });
  apis = cloud.client(APIGatewayClient);
  lambda = cloud.client(LambdaClient);
});
afterAll(() => cloud.stop());

const served = (
  methods: readonly MethodSketch[],
  over: { binaryMediaTypes?: string[]; variables?: Record<string, string> } = {},
) => serve(apis, cloud.endpoint, { methods, ...over });

/** The invocation URI of a new function. */
async function functionUri(source: string): Promise<string> {
  made += 1;
  const name = await createFunction(lambda, source, { FunctionName: `rest-${made}` });
  const arn = `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
  return `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

describe("a mock", () => {
  const preflight: MethodSketch = {
    verb: "OPTIONS",
    responses: [
      {
        statusCode: "204",
        responseParameters: { "method.response.header.Access-Control-Allow-Origin": true },
      },
    ],
    integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 204}' } },
    integrationResponses: [
      {
        statusCode: "204",
        responseParameters: {
          "method.response.header.Access-Control-Allow-Origin": "'https://app.example'",
        },
      },
    ],
  };

  test("answers a preflight", async () => {
    const url = await served([preflight]);
    const response = await fetch(url, {
      method: "OPTIONS",
      headers: { origin: "https://x.example" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("serves what was deployed until the next deployment", async () => {
    const api = await aRestApi(apis);
    const { restApiId } = api;
    const body = { "application/json": '{"v":1}' };
    const template = { "application/json": '{"statusCode": 200}' };
    const resourceId = await addMethod(apis, api, {
      integration: { type: "MOCK", requestTemplates: template },
      integrationResponses: [{ responseTemplates: body }],
    });
    const url = await deploy(apis, { restApiId, endpoint: cloud.endpoint });
    await apis.send(
      new PutIntegrationCommand({
        restApiId,
        resourceId,
        httpMethod: "POST",
        type: "MOCK",
        requestTemplates: { "application/json": "no status" },
      }),
    );
    expect(await (await fetch(url, { method: "POST" })).text()).toBe('{"v":1}');
    await deploy(apis, { restApiId, endpoint: cloud.endpoint });
    expect(await answerOf(await fetch(url, { method: "POST" }))).toEqual({
      status: 500,
      type: "application/json",
      error: "InternalServerErrorException",
      body: '{"message":"Internal server error"}',
    });
  });
});

const mock = (path: string, verb: string): MethodSketch => ({
  path,
  verb,
  integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } },
  integrationResponses: [
    {
      responseTemplates: {
        "application/json": `${verb} $context.resourcePath $input.params('id')$input.params('proxy')`,
      },
    },
  ],
});

describe("routes", () => {
  test("lead to the most specific resource, and nowhere else", async () => {
    const url = await served([mock("/pets/{id}", "GET"), mock("/{proxy+}", "ANY")]);
    const get = async (path: string, method = "GET") =>
      (await fetch(url + path, { method })).text();
    expect(await get("/pets/a%20b")).toBe("GET /pets/{id} a b");
    expect(await get("/pets/7/")).toBe("GET /pets/{id} 7");
    expect(await get("/cats/7/x", "PUT")).toBe("ANY /{proxy+} cats/7/x");
    expect(await answerOf(await fetch(`${url}/pets/7`, { method: "PUT" }))).toEqual({
      status: 403,
      type: "application/json",
      error: "MissingAuthenticationTokenException",
      body: '{"message":"Missing Authentication Token"}',
    });
    const elsewhere = await fetch(url.replace("/prod", "/test"));
    expect(await answerOf(elsewhere)).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
  });
});

describe("a Lambda proxy", () => {
  test("gets the whole request", async () => {
    const uri = await functionUri(
      "export const handler = async (event) => ({ statusCode: 201, body: JSON.stringify(event) });",
    );
    const url = await served([{ path: "/pets/{id}", integration: { type: "AWS_PROXY", uri } }], {
      variables: { colour: "red" },
    });
    const response = await fetch(`${url}/pets/7?x=1&x=2`, {
      method: "POST",
      headers: { "X-Two": "z", ...JSON_TYPE },
      body: '{"n":1}',
    });
    expect(response.status).toBe(201);
    const event = (await response.json()) as { multiValueHeaders: Record<string, string[]> };
    expect(event).toMatchObject({
      resource: "/pets/{id}",
      path: "/pets/7",
      httpMethod: "POST",
      queryStringParameters: { x: "2" },
      multiValueQueryStringParameters: { x: ["1", "2"] },
      pathParameters: { id: "7" },
      stageVariables: { colour: "red" },
      requestContext: {
        path: "/prod/pets/7",
        stage: "prod",
        resourcePath: "/pets/{id}",
        identity: { sourceIp: "127.0.0.1" },
      },
      body: '{"n":1}',
      isBase64Encoded: false,
    });
    expect(event.multiValueHeaders["X-Forwarded-Proto"]).toEqual(["http"]);
  });

  test.each([
    ["text", '"hello"'],
    ["no status", "({ body: 'x' })"],
    ["a body that is no text", "({ statusCode: 200, body: {} })"],
    ["an error", "(() => { throw new Error('secret'); })()"],
  ])("that answers %s is a bad gateway", async (_kind, value) => {
    const uri = await functionUri(`export const handler = async () => ${value};`);
    const url = await served([{ integration: { type: "AWS_PROXY", uri } }]);
    expect(await answerOf(await fetch(url, { method: "POST" }))).toEqual({
      status: 502,
      type: "application/json",
      error: "InternalServerErrorException",
      body: '{"message":"Internal server error"}',
    });
  });

  test("takes and gives bytes of the binary types of the API", async () => {
    const uri = await functionUri(
      `export const handler = async (event) => ({ statusCode: 200, isBase64Encoded: true, body: event.body,
        headers: { "Content-Type": "image/png", was: event.isBase64Encoded } });`,
    );
    const url = await served([{ integration: { type: "AWS_PROXY", uri } }], {
      binaryMediaTypes: ["image/png"],
    });
    const body = new Uint8Array([0, 255, 137, 80]);
    const headers = { "content-type": "image/png", accept: "image/png" };
    const response = await fetch(url, { method: "POST", headers, body });
    expect(response.headers.get("was")).toBe("true");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(body);
  });

  test("that takes longer than the integration allows times out", async () => {
    const uri = await functionUri(
      "export const handler = () => new Promise(() => setTimeout(() => {}, 2000));",
    );
    const url = await served([{ integration: { type: "AWS_PROXY", uri, timeoutInMillis: 50 } }]);
    expect(await answerOf(await fetch(url, { method: "POST" }))).toMatchObject({
      status: 504,
      body: '{"message":"Endpoint request timed out"}',
    });
  });
});

describe("a function behind templates", () => {
  test("gets the mapped body, and its failure is selected by its message", async () => {
    const uri = await functionUri(
      `export const handler = async (event) => { if (event.bad) throw new Error("Invalid: " + event.bad); return event; };`,
    );
    const url = await served([
      {
        responses: [{ statusCode: "200" }, { statusCode: "400" }],
        integration: {
          type: "AWS",
          uri,
          requestTemplates: {
            "application/json": '{"bad":$input.json("$.bad"),"q":"$input.params(\'q\')"}',
          },
        },
        integrationResponses: [
          { statusCode: "200" },
          {
            statusCode: "400",
            selectionPattern: "Invalid: .*",
            responseTemplates: { "application/json": '{"why":$input.json("$.errorMessage")}' },
          },
        ],
      },
    ]);
    const post = async (body: string) =>
      answerOf(await fetch(`${url}?q=1`, { method: "POST", headers: JSON_TYPE, body }));
    expect(await post("{}")).toMatchObject({ status: 200, body: '{"bad":"","q":"1"}' });
    expect(await post('{"bad":"id"}')).toMatchObject({
      status: 400,
      body: '{"why":"Invalid: id"}',
    });
    expect(await post("no json")).toMatchObject({
      status: 400,
      error: "BadRequestException",
      body: expect.stringContaining("Could not parse request body into json"),
    });
  });
});

test("a header that HTTP cannot carry is a failure of this request only", async () => {
  const requestTemplates = { "application/json": '{"statusCode": 200}' };
  const url = await served([
    {
      responses: [
        { statusCode: "200", responseParameters: { "method.response.header.X-Echo": false } },
      ],
      integration: { type: "MOCK", requestTemplates },
      integrationResponses: [
        { responseParameters: { "method.response.header.X-Echo": "method.request.body.echo" } },
      ],
    },
  ]);
  const post = async (echo: string) => {
    const body = JSON.stringify({ echo });
    const response = await fetch(url, { method: "POST", headers: JSON_TYPE, body });
    return { status: response.status, echo: response.headers.get("x-echo") };
  };
  expect(await post("fine")).toEqual({ status: 200, echo: "fine" });
  expect(await post("a\r\nset-cookie: b")).toEqual({ status: 500, echo: null });
});
