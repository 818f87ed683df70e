import {
  APIGatewayClient,
  CreateRestApiCommand,
  GetRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateEventBusCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { addMethod, aRestApi, deploy } from "./rest-api-fixtures.ts";

const ACCOUNT = "000000000000";

let cloud: TestCloud;
let apis: APIGatewayClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  apis = cloud.client(APIGatewayClient);
  await cloud.client(EventBridgeClient).send(new CreateEventBusCommand({ Name: "clients" }));
});
afterAll(() => cloud.stop());

const document = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/** A role that someone may take on, with a policy. */
async function aRole(RoleName: string, principal: object, action: string, resource: string) {
  const iam = cloud.client(IAMClient);
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: document({ Action: "sts:AssumeRole", Principal: principal }),
    }),
  );
  const PolicyDocument = document({ Action: action, Resource: resource });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
  return `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
}

async function keyOf(RoleArn: string) {
  const input = { RoleArn, RoleSessionName: "s" };
  const { Credentials } = await cloud.client(STSClient).send(new AssumeRoleCommand(input));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

const GATEWAY = { Service: "apigateway.amazonaws.com" };
const BUS = `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/clients`;

describe("an integration", () => {
  test.each([
    ["may put events", GATEWAY, "events:PutEvents", 200],
    ["may only look at rules", GATEWAY, "events:ListRules", 400],
    ["does not trust API Gateway", { Service: "lambda.amazonaws.com" }, "events:PutEvents", 500],
  ])("does what its role may: one that %s", async (_what, principal, action, status) => {
    const credentials = await aRole(`integration-${status}`, principal, action, BUS);
    const api = await aRestApi(apis);
    await addMethod(apis, api, {
      responses: [{ statusCode: "200" }, { statusCode: "400" }],
      integration: {
        type: "AWS",
        uri: "arn:aws:apigateway:eu-west-1:events:action/PutEvents",
        credentials,
      },
      integrationResponses: [
        { statusCode: "200" },
        { statusCode: "400", selectionPattern: String.raw`4\d\d` },
      ],
    });
    const url = await deploy(apis, { restApiId: api.restApiId, endpoint: cloud.endpoint });
    const Entries = [{ Source: "a", DetailType: "b", Detail: "{}", EventBusName: "clients" }];
    const response = await fetch(url, { method: "POST", body: JSON.stringify({ Entries }) });
    expect(response.status).toBe(status);
  });
});

test("a signed method needs execute-api:Invoke on its ARN", async () => {
  const api = await aRestApi(apis);
  const { restApiId } = api;
  for (const path of ["/a", "/b"]) {
    await addMethod(apis, api, {
      path,
      method: { authorizationType: "AWS_IAM" },
      integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode":200}' } },
      integrationResponses: [
        { responseTemplates: { "application/json": "$context.identity.userArn" } },
      ],
    });
  }
  const url = await deploy(apis, { restApiId, endpoint: cloud.endpoint });
  const resource = `arn:aws:execute-api:eu-west-1:${ACCOUNT}:${restApiId}/prod/POST/a`;
  const role = await aRole(
    "caller",
    { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    "execute-api:Invoke",
    resource,
  );
  const { accessKeyId } = await keyOf(role);
  const scope = `${accessKeyId}/20260101/eu-west-1/execute-api/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const post = (path: string) => fetch(url + path, { method: "POST", headers: { authorization } });
  expect(await (await post("/a")).text()).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/caller/s`);
  const refused = await post("/b");
  expect(refused.status).toBe(403);
  expect(refused.headers.get("x-amzn-errortype")).toBe("AccessDeniedException");
  expect(await refused.json()).toEqual({
    Message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/caller/s is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********0000:${restApiId}/prod/POST/b`,
  });
});

test("an operation needs its verb on its path", async () => {
  const { restApiId } = await aRestApi(apis);
  const path = `arn:aws:apigateway:eu-west-1::/restapis/${restApiId}`;
  const role = await aRole(
    "reader",
    { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    "apigateway:GET",
    path,
  );
  const reader = cloud.client(APIGatewayClient, { credentials: await keyOf(role) });
  expect(await reader.send(new GetRestApiCommand({ restApiId }))).toMatchObject({ name: "api" });
  await expect(reader.send(new CreateRestApiCommand({ name: "x" }))).rejects.toMatchObject({
    message: expect.stringContaining(
      "not authorized to perform: apigateway:POST on resource: arn:aws:apigateway:eu-west-1::/restapis",
    ),
  });
});
