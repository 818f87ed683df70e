import {
  APIGatewayClient,
  GetApiKeyCommand,
  GetRestApiCommand,
  GetStageCommand,
  GetUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { failureReason, settledStack } from "./stack-status.ts";

const ref = (name: string) => ({ Ref: name });
const att = (name: string, attribute: string) => ({ "Fn::GetAtt": [name, attribute] });
const sub = (text: string) => ({ "Fn::Sub": text });
const resource = (type: string, Properties: object, more: object = {}) => ({
  Type: `AWS::${type}`,
  Properties,
  ...more,
});
const allow = (Action: string, more: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, ...more }],
});

const ENTRIES = {
  type: "object",
  required: ["entries"],
  properties: { entries: { type: "array", minItems: 1, maxItems: 10 } },
};
const PUT_EVENTS = String.raw`{"Entries":[#foreach($elem in $input.path('$.entries')){"Source":"clientevents","DetailType":"$stageVariables.Environment","Detail":"$util.escapeJavaScript($elem.entry).replaceAll("\\'","'")","EventBusName":"$stageVariables.Bus"}#if($foreach.hasNext),#end#end]}`;

interface Variant {
  readonly deployment: string;
  /** What the mock says. */
  readonly word: string;
  readonly quota?: object;
  readonly rate: number;
  readonly tags?: object[];
}

function template({ deployment, word, quota, rate, tags = [] }: Variant): string {
  const api = { RestApiId: ref("Api") };
  return JSON.stringify({
    Resources: {
      Bus: resource("Events::EventBus", { Name: "clients" }),
      Role: resource("IAM::Role", {
        AssumeRolePolicyDocument: allow("sts:AssumeRole", {
          Principal: { Service: "apigateway.amazonaws.com" },
        }),
        Policies: [
          {
            PolicyName: "put",
            PolicyDocument: allow("events:PutEvents", { Resource: att("Bus", "Arn") }),
          },
        ],
      }),
      Api: resource("ApiGateway::RestApi", {
        Name: "client-events",
        EndpointConfiguration: { Types: ["REGIONAL"] },
        Tags: tags,
      }),
      Validator: resource("ApiGateway::RequestValidator", { ...api, ValidateRequestBody: true }),
      Entries: resource("ApiGateway::Model", {
        ...api,
        ContentType: "application/json",
        Name: "EntriesModel",
        Schema: ENTRIES,
      }),
      Refusal: resource("ApiGateway::GatewayResponse", {
        ...api,
        ResponseType: "DEFAULT_4XX",
        ResponseParameters: {
          "gatewayresponse.header.Access-Control-Allow-Origin": "'https://a.example'",
        },
      }),
      EventPath: resource("ApiGateway::Resource", {
        ...api,
        ParentId: att("Api", "RootResourceId"),
        PathPart: "event",
      }),
      PostEvent: resource("ApiGateway::Method", {
        ...api,
        ResourceId: ref("EventPath"),
        HttpMethod: "POST",
        AuthorizationType: "NONE",
        ApiKeyRequired: true,
        RequestValidatorId: ref("Validator"),
        RequestModels: { "application/json": ref("Entries") },
        MethodResponses: [{ StatusCode: "200" }, { StatusCode: "502" }],
        Integration: {
          Type: "AWS",
          IntegrationHttpMethod: "POST",
          Uri: sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:events:action/PutEvents"),
          Credentials: att("Role", "Arn"),
          PassthroughBehavior: "NEVER",
          RequestTemplates: { "application/json": PUT_EVENTS },
          IntegrationResponses: [
            { StatusCode: "200", SelectionPattern: "200" },
            { StatusCode: "502", ResponseTemplates: { "application/json": '{"message":"bus"}' } },
          ],
        },
      }),
      Hello: resource("ApiGateway::Method", {
        ...api,
        ResourceId: att("Api", "RootResourceId"),
        HttpMethod: "GET",
        MethodResponses: [{ StatusCode: "200" }],
        Integration: {
          Type: "MOCK",
          RequestTemplates: { "application/json": '{"statusCode":200}' },
          IntegrationResponses: [
            { StatusCode: "200", ResponseTemplates: { "application/json": word } },
          ],
        },
      }),
      [deployment]: resource("ApiGateway::Deployment", api, { DependsOn: ["PostEvent", "Hello"] }),
      Prod: resource("ApiGateway::Stage", {
        ...api,
        StageName: "prod",
        DeploymentId: ref(deployment),
        Variables: { Environment: "prod", Bus: ref("Bus") },
        MethodSettings: [
          {
            ResourcePath: "/*",
            HttpMethod: "*",
            ThrottlingRateLimit: rate,
            ThrottlingBurstLimit: 50,
          },
        ],
        TracingEnabled: true,
      }),
      Plan: resource("ApiGateway::UsagePlan", {
        ApiStages: [
          {
            ApiId: ref("Api"),
            Stage: ref("Prod"),
            Throttle: { "/event/POST": { RateLimit: rate, BurstLimit: 50 } },
          },
        ],
        Throttle: { RateLimit: rate, BurstLimit: 50 },
        ...(quota !== undefined && { Quota: quota }),
      }),
      Key: resource("ApiGateway::ApiKey", { Enabled: true, Value: "0123456789abcdefghij" }),
      PlanKey: resource("ApiGateway::UsagePlanKey", {
        KeyId: ref("Key"),
        KeyType: "API_KEY",
        UsagePlanId: ref("Plan"),
      }),
      Account: resource("ApiGateway::Account", { CloudWatchRoleArn: att("Role", "Arn") }),
    },
    Outputs: {
      Url: { Value: sub("https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${Prod}") },
      ApiId: { Value: ref("Api") },
      PlanId: { Value: ref("Plan") },
      KeyId: { Value: ref("Key") },
    },
  });
}

let local: TestCloud;
let stacks: CloudFormationClient;
let apis: APIGatewayClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, enforcePermissions: true });
  stacks = local.client(CloudFormationClient);
  apis = local.client(APIGatewayClient);
});
afterAll(() => local.stop());

async function outputs(StackName: string): Promise<Record<string, string>> {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }));
  const all = Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(all.map((one) => [one.OutputKey ?? "", one.OutputValue ?? ""]));
}

async function create(StackName: string, TemplateBody: string): Promise<void> {
  const Capabilities = ["CAPABILITY_IAM" as const];
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities }));
  await settledStack(stacks, StackName);
  expect(await failureReason(stacks, StackName)).toBeUndefined();
}

describe("a stack with a REST API", () => {
  test("serves it, changes it by a new deployment, and takes it away", async () => {
    await create(
      "events",
      template({
        deployment: "First",
        word: "one",
        quota: { Limit: 100, Period: "DAY" },
        rate: 100,
      }),
    );
    const { Url = "", ApiId, PlanId, KeyId } = await outputs("events");
    expect(Url).toBe(`${local.endpoint}/_api/${ApiId}/prod`);
    expect(await (await fetch(Url)).text()).toBe("one");

    const post = (body: object, headers: object = { "x-api-key": "0123456789abcdefghij" }) =>
      fetch(`${Url}/event`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
    const entry = JSON.stringify({ eventType: "searching", data: 'it\'s "quoted"' });
    const accepted = await post({ entries: [{ entry }, { entry }] });
    expect(await accepted.json()).toMatchObject({ FailedEntryCount: 0, Entries: [{}, {}] });
    const refused = await post({ entries: [] });
    expect(refused.status).toBe(400);
    expect(refused.headers.get("access-control-allow-origin")).toBe("https://a.example");
    expect((await post({ entries: [{ entry }] }, {})).status).toBe(403);

    const TemplateBody = template({
      deployment: "Second",
      word: "two",
      rate: 90,
      tags: [{ Key: "a", Value: "b" }],
    });
    const Capabilities = ["CAPABILITY_IAM" as const];
    await stacks.send(new UpdateStackCommand({ StackName: "events", TemplateBody, Capabilities }));
    await settledStack(stacks, "events");
    expect(await failureReason(stacks, "events")).toBeUndefined();
    expect(await (await fetch(Url)).text()).toBe("two");
    const stage = await apis.send(new GetStageCommand({ restApiId: ApiId, stageName: "prod" }));
    expect(stage.methodSettings).toEqual({
      "*/*": { throttlingRateLimit: 90, throttlingBurstLimit: 50 },
    });
    const plan = await apis.send(new GetUsagePlanCommand({ usagePlanId: PlanId }));
    expect(plan.quota).toBeUndefined();
    expect(plan.throttle).toEqual({ rateLimit: 90, burstLimit: 50 });
    expect(await apis.send(new GetRestApiCommand({ restApiId: ApiId }))).toMatchObject({
      tags: { a: "b" },
      endpointConfiguration: { types: ["REGIONAL"] },
    });

    await stacks.send(new DeleteStackCommand({ StackName: "events" }));
    await expect
      .poll(
        () =>
          apis.send(new GetApiKeyCommand({ apiKey: KeyId })).catch((error: Error) => error.name),
        { timeout: 10_000 },
      )
      .toBe("NotFoundException");
    await expect
      .poll(
        () =>
          apis
            .send(new GetRestApiCommand({ restApiId: ApiId }))
            .catch((error: Error) => error.name),
        { timeout: 10_000 },
      )
      .toBe("NotFoundException");
  });

  test("has the methods that its body describes", async () => {
    const Body = {
      openapi: "3.0.1",
      info: { title: "described", version: "1" },
      "x-amazon-apigateway-request-validators": { body: { validateRequestBody: true } },
      "x-amazon-apigateway-request-validator": "body",
      "x-amazon-apigateway-policy": allow("execute-api:Invoke", {
        Principal: "*",
        Resource: "execute-api:/*/POST/*",
      }),
      components: { schemas: { Pet: { type: "object", required: ["name"] } } },
      paths: {
        "/pets/{id}": {
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          post: {
            requestBody: {
              content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
            },
            responses: { "200": { description: "ok" } },
            "x-amazon-apigateway-integration": {
              type: "mock",
              requestTemplates: { "application/json": '{"statusCode":200}' },
              responses: {
                default: {
                  statusCode: "200",
                  responseTemplates: { "application/json": "$input.params('id')" },
                },
              },
            },
          },
          get: {
            responses: { "200": { description: "ok" } },
            "x-amazon-apigateway-integration": { type: "mock" },
          },
        },
      },
    };
    await create(
      "described",
      JSON.stringify({
        Resources: {
          Api: resource("ApiGateway::RestApi", { Body }),
          Deployment: resource("ApiGateway::Deployment", {
            RestApiId: ref("Api"),
            StageName: "v1",
          }),
        },
        Outputs: {
          Url: { Value: sub("https://${Api}.execute-api.${AWS::Region}.amazonaws.com/v1") },
        },
      }),
    );
    const { Url = "" } = await outputs("described");
    const post = (body: object) =>
      fetch(`${Url}/pets/7`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect(await (await post({ name: "Rex" })).text()).toBe("7");
    expect((await post({})).status).toBe(400);
    const outside = await fetch(`${Url}/pets/7`);
    expect(outside.status).toBe(403);
    expect(await outside.json()).toEqual({
      Message: expect.stringMatching(
        /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:\*{8}0000:.*\/v1\/GET\/pets\/7$/,
      ),
    });
    await stacks.send(new DeleteStackCommand({ StackName: "described" }));
    await expect
      .poll(async () => (await fetch(`${Url}/pets/7`)).status, { timeout: 10_000 })
      .toBe(404);
  });
});
