import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateAuthorizerCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  FlushStageAuthorizersCacheCommand,
  GetUsageCommand,
  PutGatewayResponseCommand,
  UpdateStageCommand,
  UpdateUsageCommand,
  type CreateAuthorizerCommandInput,
} from "@aws-sdk/client-api-gateway";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigateway } from "../src/services/apigateway/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createRecorder, LAMBDA_PLUGINS } from "./lambda-fixtures.ts";
import { addMethod, aRestApi, deploy, type MethodSketch } from "./rest-api-fixtures.ts";

const JSON_TYPE = { "content-type": "application/json" };
const MOCK: MethodSketch = {
  integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } },
  integrationResponses: [
    { responseTemplates: { "application/json": "$context.authorizer.who $context.authorizer.n" } },
  ],
};

let cloud: TestCloud;
let apis: APIGatewayClient;
let lambda: LambdaClient;
let made = 0;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: [apigateway, ...LAMBDA_PLUGINS] });
  apis = cloud.client(APIGatewayClient);
  lambda = cloud.client(LambdaClient);
});
afterAll(() => cloud.stop());

const seen = async (response: Response) => ({
  status: response.status,
  error: response.headers.get("x-amzn-errortype"),
  body: await response.text(),
});

/** An API with an authorizer before `POST /` and `POST /open`; what the function saw is recorded. */
async function guarded(handlerBody: string, over: Partial<CreateAuthorizerCommandInput> = {}) {
  made += 1;
  const { name, read } = await createRecorder(lambda, `note(event); ${handlerBody}`, {
    FunctionName: `guard-${made}`,
  });
  const api = await aRestApi(apis);
  const { restApiId } = api;
  const { id: authorizerId } = await apis.send(
    new CreateAuthorizerCommand({
      restApiId,
      name: "guard",
      type: "TOKEN",
      authorizerUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:${name}/invocations`,
      ...over,
    }),
  );
  const method = { authorizationType: "CUSTOM", authorizerId };
  await addMethod(apis, api, { ...MOCK, method });
  await addMethod(apis, api, { ...MOCK, method, path: "/open" });
  const url = await deploy(apis, { restApiId, endpoint: cloud.endpoint });
  const post = async (headers: Record<string, string> = {}, path = "") =>
    seen(await fetch(url + path, { method: "POST", headers }));
  return { restApiId, post, read };
}

const policy = (effect: string, resource = "event.methodArn") =>
  `return { principalId: "me", context: { who: "x", n: 7 }, policyDocument: { Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "${effect}", Resource: ${resource} }] } };`;

describe("an authorizer of tokens", () => {
  test("lets in whom its policy allows, with its context as text", async () => {
    const { post, read, restApiId } = await guarded(policy("Allow"));
    expect(await post({ authorization: "good" })).toMatchObject({ status: 200, body: "x 7" });
    expect(read()).toEqual([
      {
        type: "TOKEN",
        authorizationToken: "good",
        methodArn: `arn:aws:execute-api:eu-west-1:000000000000:${restApiId}/prod/POST/`,
      },
    ]);
  });

  test("is asked once for a token while its answer counts, and the policy for every method", async () => {
    const { post, read, restApiId } = await guarded(policy("Allow"));
    const headers = { authorization: "good" };
    await post(headers);
    expect(await post(headers, "/open")).toEqual({
      status: 403,
      error: "AccessDeniedException",
      body: '{"Message":"User is not authorized to access this resource"}',
    });
    expect(read()).toHaveLength(1);
    await apis.send(new FlushStageAuthorizersCacheCommand({ restApiId, stageName: "prod" }));
    await post(headers);
    expect(read()).toHaveLength(2);
    await cloud.cloud.clock.advance(301_000);
    await post(headers);
    expect(read()).toHaveLength(3);
  });

  test("with wildcards reaches as far as they do", async () => {
    const { post } = await guarded(
      policy("Allow", 'event.methodArn.replace(/prod.*/, "prod/*/*")'),
    );
    expect(await post({ authorization: "good" }, "/open")).toMatchObject({ status: 200 });
  });

  test.each([
    [
      "denies",
      policy("Deny"),
      403,
      "AccessDeniedException",
      '{"Message":"User is not authorized to access this resource with an explicit deny"}',
    ],
    [
      "fails with Unauthorized",
      'throw new Error("Unauthorized");',
      401,
      "UnauthorizedException",
      '{"message":"Unauthorized"}',
    ],
    [
      "fails otherwise",
      'throw new Error("broken");',
      500,
      "AuthorizerFailureException",
      '{"message":null}',
    ],
    [
      "answers no policy",
      "return { principalId: 'me' };",
      500,
      "AuthorizerConfigurationException",
      '{"message":null}',
    ],
    [
      "puts an object in its context",
      policy("Allow").replace("n: 7", "n: {}"),
      500,
      "AuthorizerConfigurationException",
      '{"message":null}',
    ],
  ])("that %s is answered as API Gateway does", async (_kind, body, status, error, text) => {
    const { post } = await guarded(body);
    expect(await post({ authorization: "x" })).toEqual({ status, error, body: text });
  });

  test("is not asked about a token that is missing or of another form", async () => {
    const { post, read } = await guarded(policy("Allow"), {
      identityValidationExpression: "Bearer [a-z]+",
    });
    const refused = {
      status: 401,
      error: "UnauthorizedException",
      body: '{"message":"Unauthorized"}',
    };
    expect(await post()).toEqual(refused);
    expect(await post({ authorization: "Bearer A1" })).toEqual(refused);
    expect(read()).toEqual([]);
    expect(await post({ authorization: "Bearer a" })).toMatchObject({ status: 200 });
  });
});

test("an authorizer of requests goes by its identity sources", async () => {
  const { post, read } = await guarded(policy("Allow"), {
    type: "REQUEST",
    identitySource: "method.request.header.X-Who,method.request.querystring.q",
  });
  expect(await post({ "x-who": "me" })).toMatchObject({ status: 401 });
  expect(await post({ "x-who": "me" }, "?q=1")).toMatchObject({ status: 200 });
  await post({ "x-who": "me" }, "?q=1");
  await post({ "x-who": "you" }, "?q=1");
  expect(read()).toMatchObject([
    {
      type: "REQUEST",
      httpMethod: "POST",
      queryStringParameters: { q: "1" },
      requestContext: { stage: "prod" },
    },
    { headers: { "x-who": "you" } },
  ]);
});

describe("a signed method", () => {
  test("needs a signature", async () => {
    const api = await aRestApi(apis);
    await addMethod(apis, api, { ...MOCK, method: { authorizationType: "AWS_IAM" } });
    const url = await deploy(apis, { restApiId: api.restApiId, endpoint: cloud.endpoint });
    expect(await seen(await fetch(url, { method: "POST" }))).toEqual({
      status: 403,
      error: "MissingAuthenticationTokenException",
      body: '{"message":"Missing Authentication Token"}',
    });
    const authorization =
      "AWS4-HMAC-SHA256 Credential=AKIATEST/20260115/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=0";
    const signed = await fetch(url, { method: "POST", headers: { authorization } });
    expect(signed.status).toBe(200);
  });
});

async function withKey(plan: object) {
  const api = await aRestApi(apis);
  const { restApiId } = api;
  await addMethod(apis, api, { ...MOCK, method: { apiKeyRequired: true } });
  const url = await deploy(apis, { restApiId, endpoint: cloud.endpoint });
  const apiStages = [{ apiId: restApiId, stage: "prod" }];
  const { id: usagePlanId } = await apis.send(
    new CreateUsagePlanCommand({ name: "plan", apiStages, ...plan }),
  );
  const { id: keyId, value = "" } = await apis.send(
    new CreateApiKeyCommand({ name: "key", enabled: true }),
  );
  await apis.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: "API_KEY" }));
  const post = async (key?: string) =>
    seen(
      await fetch(url, {
        method: "POST",
        headers: key === undefined ? {} : { "x-api-key": key },
      }),
    );
  return { post, value, usagePlanId, keyId };
}

describe("API keys", () => {
  test("are needed where a method says so", async () => {
    const { post, value } = await withKey({});
    const refused = { status: 403, error: "ForbiddenException", body: '{"message":"Forbidden"}' };
    expect(await post()).toEqual(refused);
    expect(await post("nope")).toEqual(refused);
    expect(await post(value)).toMatchObject({ status: 200 });
  });

  test("let through what rate and burst of their plan allow", async () => {
    const { post, value } = await withKey({ throttle: { rateLimit: 1, burstLimit: 2 } });
    const statuses = [await post(value), await post(value), await post(value)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[2]).toMatchObject({
      error: "TooManyRequestsException",
      body: '{"message":"Too Many Requests"}',
    });
    await cloud.cloud.clock.advance(1000);
    expect(await post(value)).toMatchObject({ status: 200 });
  });

  test("let through no more than the quota of their plan, which is counted by day", async () => {
    const { post, value, usagePlanId, keyId } = await withKey({
      quota: { limit: 2, period: "DAY" },
    });
    await post(value);
    await post(value);
    expect(await post(value)).toEqual({
      status: 429,
      error: "LimitExceededException",
      body: '{"message":"Limit Exceeded"}',
    });
    const day = new Date(cloud.cloud.clock.now()).toISOString().slice(0, 10);
    const asked = { usagePlanId, keyId, startDate: day, endDate: day };
    const usage = await apis.send(new GetUsageCommand(asked));
    expect(usage.items).toEqual({ [keyId ?? ""]: [[2, 0]] });
    const patchOperations = [{ op: "replace" as const, path: "/remaining", value: "1" }];
    await apis.send(new UpdateUsageCommand({ usagePlanId, keyId, patchOperations }));
    expect(await post(value)).toMatchObject({ status: 200 });
    expect(await post(value)).toMatchObject({ status: 429 });
    await cloud.cloud.clock.advance(24 * 3_600_000);
    expect(await post(value)).toMatchObject({ status: 200 });
  });
});

describe("a stage", () => {
  test("throttles its methods and writes a line for each request", async () => {
    const logs = cloud.client(CloudWatchLogsClient);
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/rest" }));
    const api = await aRestApi(apis);
    const { restApiId } = api;
    await addMethod(apis, api, { ...MOCK, path: "/a" });
    const url = await deploy(apis, { restApiId, endpoint: cloud.endpoint });
    await apis.send(
      new UpdateStageCommand({
        restApiId,
        stageName: "prod",
        patchOperations: [
          { op: "replace", path: "/~1a/POST/throttling/rateLimit", value: "1" },
          { op: "replace", path: "/~1a/POST/throttling/burstLimit", value: "1" },
          {
            op: "replace",
            path: "/accessLogSettings/destinationArn",
            value: "arn:aws:logs:eu-west-1:000000000000:log-group:/rest",
          },
          {
            op: "replace",
            path: "/accessLogSettings/format",
            value:
              '{"status":"$context.status","path":"$context.resourcePath","why":"$context.error.responseType"}',
          },
        ],
      }),
    );
    expect((await fetch(`${url}/a`, { method: "POST" })).status).toBe(200);
    expect((await fetch(`${url}/a`, { method: "POST" })).status).toBe(429);
    await expect
      .poll(async () => {
        const found = await logs.send(new FilterLogEventsCommand({ logGroupName: "/rest" }));
        return found.events?.map(({ message }) => message);
      })
      .toEqual([
        '{"status":"200","path":"/a","why":"-"}',
        '{"status":"429","path":"/a","why":"THROTTLED"}',
      ]);
  });
});

test("a stage that logs errors says what is wrong with a template", async () => {
  const logs = cloud.client(CloudWatchLogsClient);
  const api = await aRestApi(apis);
  const { restApiId } = api;
  const requestTemplates = { "application/json": "#if(" };
  await addMethod(apis, api, { integration: { type: "MOCK", requestTemplates } });
  const url = await deploy(apis, { restApiId, endpoint: cloud.endpoint });
  const patchOperations = [
    { op: "replace" as const, path: "/*/*/logging/loglevel", value: "ERROR" },
  ];
  await apis.send(new UpdateStageCommand({ restApiId, stageName: "prod", patchOperations }));
  const logGroupName = `API-Gateway-Execution-Logs_${restApiId}/prod`;
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  expect((await fetch(url, { method: "POST" })).status).toBe(500);
  await expect
    .poll(async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      return events.map(({ message }) => message);
    })
    .toEqual([
      expect.stringMatching(/Execution failed: API_CONFIGURATION_ERROR: Parse error on line 1/),
    ]);
});

describe("validation", () => {
  test("refuses what the model or the parameters do not allow, in the words of the API", async () => {
    const api = await aRestApi(apis);
    const { restApiId } = api;
    const contentType = "application/json";
    const item = { type: "string", maxLength: 2 };
    await apis.send(
      new CreateModelCommand({
        restApiId,
        name: "Item",
        contentType,
        schema: JSON.stringify(item),
      }),
    );
    const schema = JSON.stringify({
      $schema: "http://json-schema.org/draft-04/schema#",
      type: "object",
      required: ["entries"],
      properties: {
        entries: {
          type: "array",
          maxItems: 1,
          items: { $ref: `https://apigateway.amazonaws.com/restapis/${restApiId}/models/Item` },
        },
      },
    });
    await apis.send(new CreateModelCommand({ restApiId, name: "Entries", contentType, schema }));
    const { id: requestValidatorId } = await apis.send(
      new CreateRequestValidatorCommand({
        restApiId,
        validateRequestBody: true,
        validateRequestParameters: true,
      }),
    );
    await addMethod(apis, api, {
      ...MOCK,
      method: {
        requestValidatorId,
        requestModels: { "application/json": "Entries" },
        requestParameters: { "method.request.querystring.q": true },
      },
    });
    await apis.send(
      new PutGatewayResponseCommand({
        restApiId,
        responseType: "BAD_REQUEST_BODY",
        statusCode: "422",
        responseTemplates: { "application/json": '{"m":$context.error.messageString}' },
        responseParameters: { "gatewayresponse.header.X-Why": "'body'" },
      }),
    );
    const url = await deploy(apis, { restApiId, endpoint: cloud.endpoint });
    const post = (query: string, body: string) =>
      fetch(url + query, { method: "POST", headers: JSON_TYPE, body });
    expect((await post("?q=1", '{"entries":["ab"]}')).status).toBe(200);
    expect(await seen(await post("", '{"entries":[]}'))).toEqual({
      status: 400,
      error: "BadRequestException",
      body: '{"message":"Missing required request parameters: [q]"}',
    });
    for (const body of ['{"entries":["abc"]}', '{"entries":["a","b"]}', "{}", "no json", ""]) {
      const response = await post("?q=1", body);
      expect(response.headers.get("x-why")).toBe("body");
      expect(await seen(response)).toMatchObject({
        status: 422,
        body: '{"m":"Invalid request body"}',
      });
    }
  });
});
