import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateAuthorizerCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteAuthorizerCommand,
  DeleteGatewayResponseCommand,
  DeleteIntegrationCommand,
  DeleteIntegrationResponseCommand,
  DeleteMethodCommand,
  DeleteMethodResponseCommand,
  DeleteUsagePlanCommand,
  DeleteUsagePlanKeyCommand,
  GetAccountCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  GetAuthorizerCommand,
  GetAuthorizersCommand,
  GetExportCommand,
  GetGatewayResponseCommand,
  GetGatewayResponsesCommand,
  GetIntegrationCommand,
  GetIntegrationResponseCommand,
  GetMethodCommand,
  GetMethodResponseCommand,
  GetRestApiCommand,
  GetTagsCommand,
  GetUsagePlanCommand,
  GetUsagePlanKeyCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAccountCommand,
  UpdateApiKeyCommand,
  UpdateAuthorizerCommand,
  UpdateGatewayResponseCommand,
  UpdateIntegrationCommand,
  UpdateIntegrationResponseCommand,
  UpdateMethodCommand,
  UpdateMethodResponseCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigateway } from "../src/services/apigateway/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { addMethod, aRestApi, deploy } from "./rest-api-fixtures.ts";

const FUNCTION =
  "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:f/invocations";

let cloud: TestCloud;
let apis: APIGatewayClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: [apigateway] });
  apis = cloud.client(APIGatewayClient);
});
afterAll(() => cloud.stop());

const replace = (path: string, value: string) => ({ op: "replace" as const, path, value });

describe("a method", () => {
  test("with its integration and responses is changed by patches and taken apart", async () => {
    const api = await aRestApi(apis);
    const { restApiId } = api;
    const resourceId = await addMethod(apis, api, {
      integration: { type: "MOCK", requestTemplates: { "application/json": "{}" } },
      integrationResponses: [{ responseTemplates: { "application/json": "old" } }],
    });
    const at = { restApiId, resourceId, httpMethod: "POST" };
    const ok = { ...at, statusCode: "200" };
    const patch = (...patchOperations: ReturnType<typeof replace>[]) => ({ patchOperations });
    await apis.send(
      new UpdateMethodCommand({ ...at, ...patch(replace("/apiKeyRequired", "true")) }),
    );
    const header = "method.response.header.X-A";
    await apis.send(
      new UpdateMethodResponseCommand({
        ...ok,
        ...patch(replace(`/responseParameters/${header}`, "false")),
      }),
    );
    await apis.send(
      new UpdateIntegrationCommand({
        ...at,
        ...patch(
          replace("/requestTemplates/application~1json", "new"),
          replace("/timeoutInMillis", "100"),
        ),
      }),
    );
    await apis.send(
      new UpdateIntegrationResponseCommand({
        ...ok,
        ...patch(
          replace("/responseTemplates/application~1json", "new"),
          replace(`/responseParameters/${header}`, "'a'"),
        ),
      }),
    );
    const response = {
      responseTemplates: { "application/json": "new" },
      responseParameters: { [header]: "'a'" },
    };
    const integration = { requestTemplates: { "application/json": "new" }, timeoutInMillis: 100 };
    expect(await apis.send(new GetMethodCommand(at))).toMatchObject({
      apiKeyRequired: true,
      methodResponses: { "200": { responseParameters: { [header]: false } } },
      methodIntegration: { ...integration, integrationResponses: { "200": response } },
    });
    expect(await apis.send(new GetIntegrationCommand(at))).toMatchObject(integration);
    expect(await apis.send(new GetIntegrationResponseCommand(ok))).toMatchObject(response);
    expect(await apis.send(new GetMethodResponseCommand(ok))).toMatchObject({ statusCode: "200" });
    await apis.send(new DeleteIntegrationResponseCommand(ok));
    await apis.send(new DeleteIntegrationCommand(at));
    await apis.send(new DeleteMethodResponseCommand(ok));
    await apis.send(new DeleteMethodCommand(at));
    await expect(apis.send(new GetMethodCommand(at))).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });

  test.each([
    [
      "a method that is none",
      { httpMethod: "FETCH", authorizationType: "NONE" },
      "Invalid HTTP method specified",
    ],
    [
      "an authorizer that is not there",
      { httpMethod: "GET", authorizationType: "CUSTOM", authorizerId: "x" },
      "Invalid authorizer ID",
    ],
    [
      "a model that is not there",
      {
        httpMethod: "GET",
        authorizationType: "NONE",
        requestModels: { "application/json": "Nope" },
      },
      "Invalid model identifier",
    ],
    [
      "a validator that is not there",
      { httpMethod: "GET", authorizationType: "NONE", requestValidatorId: "x" },
      "Invalid Request Validator",
    ],
  ])("refuses %s", async (_what, input, message) => {
    const { restApiId, rootId: resourceId } = await aRestApi(apis);
    await expect(
      apis.send(new PutMethodCommand({ restApiId, resourceId, ...input })),
    ).rejects.toMatchObject({
      name: "BadRequestException",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [
      { uri: "arn:aws:apigateway:eu-west-1:events:action/PutEvents" },
      "Role ARN must be specified for AWS integrations",
    ],
    [{ uri: "arn:aws:sqs:eu-west-1:000000000000:q" }, "Invalid ARN specified in the request"],
    [{ uri: FUNCTION, timeoutInMillis: 30_000 }, "Timeout should be between 50 ms and 29000 ms"],
    [
      {
        uri: FUNCTION,
        requestParameters: { "integration.request.header.A": "method.request.header.B" },
      },
      "Invalid mapping expression specified",
    ],
    [
      { uri: FUNCTION, integrationHttpMethod: undefined },
      "Enumeration value for HttpMethod must be non-empty",
    ],
  ])("refuses the integration %o", async (input, message) => {
    const { restApiId, rootId: resourceId } = await aRestApi(apis);
    const at = { restApiId, resourceId, httpMethod: "GET" };
    await apis.send(new PutMethodCommand({ ...at, authorizationType: "NONE" }));
    await expect(
      apis.send(
        new PutIntegrationCommand({ ...at, type: "AWS", integrationHttpMethod: "POST", ...input }),
      ),
    ).rejects.toMatchObject({
      name: "BadRequestException",
      message: expect.stringContaining(message),
    });
  });
});

test("authorizers are changed, listed and kept while a method needs them", async () => {
  const api = await aRestApi(apis);
  const { restApiId } = api;
  const { id: authorizerId } = await apis.send(
    new CreateAuthorizerCommand({
      restApiId,
      name: "guard",
      type: "TOKEN",
      authorizerUri: FUNCTION,
    }),
  );
  const patchOperations = [replace("/authorizerResultTtlInSeconds", "0")];
  await apis.send(new UpdateAuthorizerCommand({ restApiId, authorizerId, patchOperations }));
  const found = {
    identitySource: "method.request.header.Authorization",
    authorizerResultTtlInSeconds: 0,
  };
  expect(await apis.send(new GetAuthorizerCommand({ restApiId, authorizerId }))).toMatchObject(
    found,
  );
  expect((await apis.send(new GetAuthorizersCommand({ restApiId }))).items).toMatchObject([found]);
  const resourceId = await addMethod(apis, api, {
    method: { authorizationType: "CUSTOM", authorizerId },
    integration: { type: "MOCK" },
  });
  await expect(
    apis.send(new DeleteAuthorizerCommand({ restApiId, authorizerId })),
  ).rejects.toMatchObject({ name: "ConflictException" });
  await apis.send(new DeleteMethodCommand({ restApiId, resourceId, httpMethod: "POST" }));
  await apis.send(new DeleteAuthorizerCommand({ restApiId, authorizerId }));
});

test("gateway responses are those of AWS until they are changed, and again when that is deleted", async () => {
  const { restApiId } = await aRestApi(apis);
  const responseType = "UNAUTHORIZED" as const;
  const at = { restApiId, responseType };
  await apis.send(new PutGatewayResponseCommand({ ...at, statusCode: "403" }));
  const patchOperations = [replace("/responseParameters/gatewayresponse.header.X-A", "'a'")];
  await apis.send(new UpdateGatewayResponseCommand({ ...at, patchOperations }));
  expect(await apis.send(new GetGatewayResponseCommand(at))).toMatchObject({
    statusCode: "403",
    responseParameters: { "gatewayresponse.header.X-A": "'a'" },
    defaultResponse: false,
  });
  await apis.send(new DeleteGatewayResponseCommand(at));
  const { items = [] } = await apis.send(new GetGatewayResponsesCommand({ restApiId, limit: 100 }));
  expect(items.find((item) => item.responseType === responseType)).toMatchObject({
    statusCode: "401",
    defaultResponse: true,
  });
});

describe("keys and plans", () => {
  test("belong together until one of them goes", async () => {
    const api = await aRestApi(apis);
    const { restApiId } = api;
    await addMethod(apis, api, { integration: { type: "MOCK" } });
    await deploy(apis, { restApiId, endpoint: cloud.endpoint });
    const key = await apis.send(new CreateApiKeyCommand({ name: "mine", enabled: true }));
    const { id: keyId = "" } = key;
    expect(key.value).toMatch(/^[0-9a-f]{40}$/);
    const plan = await apis.send(
      new CreateUsagePlanCommand({
        name: "plan",
        apiStages: [{ apiId: restApiId, stage: "prod" }],
      }),
    );
    const { id: usagePlanId = "" } = plan;
    await apis.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: "API_KEY" }));
    await expect(
      apis.send(
        new UpdateUsagePlanCommand({
          usagePlanId,
          patchOperations: [replace("/quota/limit", "9")],
        }),
      ),
    ).rejects.toMatchObject({ name: "BadRequestException" });
    const patchOperations = [replace("/throttle/rateLimit", "5")];
    await apis.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
    expect(await apis.send(new GetUsagePlanCommand({ usagePlanId }))).toMatchObject({
      throttle: { rateLimit: 5 },
    });
    const plans = await apis.send(new GetUsagePlansCommand({ keyId }));
    expect(plans.items?.map(({ id }) => id)).toEqual([usagePlanId]);
    expect(await apis.send(new GetUsagePlanKeyCommand({ usagePlanId, keyId }))).toMatchObject({
      name: "mine",
    });
    expect((await apis.send(new GetUsagePlanKeysCommand({ usagePlanId }))).items).toHaveLength(1);
    await apis.send(
      new UpdateApiKeyCommand({ apiKey: keyId, patchOperations: [replace("/enabled", "false")] }),
    );
    expect(await apis.send(new GetApiKeyCommand({ apiKey: keyId }))).toMatchObject({
      enabled: false,
    });
    const keys = await apis.send(new GetApiKeysCommand({ nameQuery: "mine", includeValues: true }));
    expect(keys.items?.map(({ value }) => value)).toEqual([key.value]);
    await expect(apis.send(new DeleteUsagePlanCommand({ usagePlanId }))).rejects.toMatchObject({
      name: "BadRequestException",
    });
    await apis.send(new DeleteUsagePlanKeyCommand({ usagePlanId, keyId }));
    await apis.send(new DeleteApiKeyCommand({ apiKey: keyId }));
    const stage = [{ op: "remove" as const, path: "/apiStages", value: `${restApiId}:prod` }];
    await apis.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations: stage }));
    await apis.send(new DeleteUsagePlanCommand({ usagePlanId }));
  });
});

test("the account has a role for its logs", async () => {
  const role = "arn:aws:iam::000000000000:role/logs";
  const patchOperations = [replace("/cloudwatchRoleArn", role)];
  await apis.send(new UpdateAccountCommand({ patchOperations }));
  expect(await apis.send(new GetAccountCommand({}))).toMatchObject({
    cloudwatchRoleArn: role,
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
  });
});

test("tags are put on and taken off", async () => {
  const { restApiId } = await aRestApi(apis, { tags: { a: "1" } });
  const resourceArn = `arn:aws:apigateway:eu-west-1::/restapis/${restApiId}`;
  await apis.send(new TagResourceCommand({ resourceArn, tags: { b: "2" } }));
  await apis.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect((await apis.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ b: "2" });
});

test("what is not there says so", async () => {
  const { restApiId } = await aRestApi(apis);
  await expect(
    apis.send(new GetExportCommand({ restApiId, stageName: "prod", exportType: "oas30" })),
  ).rejects.toMatchObject({
    name: "NotEmulated",
    message: expect.stringContaining("apigateway:GetExport"),
  });
});

test("APIs and what was deployed of them survive a restart", async () => {
  const first = await startTestCloud({ plugins: [apigateway] });
  const client = first.client(APIGatewayClient);
  const api = await aRestApi(client);
  const { restApiId } = api;
  await addMethod(client, api, {
    verb: "GET",
    integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode":200}' } },
    integrationResponses: [{ responseTemplates: { "application/json": "kept" } }],
  });
  await deploy(client, { restApiId, endpoint: first.endpoint });
  const again = await first.restart();
  const found = await again.client(APIGatewayClient).send(new GetRestApiCommand({ restApiId }));
  expect(found.name).toBe("api");
  expect(await (await fetch(`${again.endpoint}/_api/${restApiId}/prod`)).text()).toBe("kept");
});
