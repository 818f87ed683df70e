import {
  APIGatewayClient,
  GetResourcesCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigateway } from "../src/services/apigateway/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { addMethod, aRestApi } from "./rest-api-fixtures.ts";

const FUNCTION =
  "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:f/invocations";

let cloud: TestCloud;
let apis: APIGatewayClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: [apigateway] });
  apis = cloud.client(APIGatewayClient);
});
afterAll(() => cloud.stop());

describe("descriptions", () => {
  const swagger = `
swagger: "2.0"
info: { title: pets, version: 1 }
x-amazon-apigateway-binary-media-types: [image/png]
securityDefinitions:
  key: { type: apiKey, name: x-api-key, in: header }
  guard:
    type: apiKey
    name: Authorization
    in: header
    x-amazon-apigateway-authtype: custom
    x-amazon-apigateway-authorizer: { type: token, authorizerUri: "${FUNCTION}" }
definitions:
  Pet: { type: object, properties: { friend: { $ref: "#/definitions/Pet" } } }
paths:
  /pets:
    post:
      consumes: [application/json]
      parameters:
        - { name: q, in: query, required: true, type: string }
        - { name: body, in: body, schema: { $ref: "#/definitions/Pet" } }
      security: [{ key: [], guard: [] }]
      responses: { "200": { description: ok, headers: { X-A: { type: string } } } }
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: "${FUNCTION}"
        passthroughBehavior: when_no_templates
        responses: { default: { statusCode: "200" } }
`;

  test("in Swagger and YAML become an API", async () => {
    const { id: restApiId, binaryMediaTypes } = await apis.send(
      new ImportRestApiCommand({ body: Buffer.from(swagger) }),
    );
    expect(binaryMediaTypes).toEqual(["image/png"]);
    const { items = [] } = await apis.send(
      new GetResourcesCommand({ restApiId, embed: ["methods"] }),
    );
    const pets = items.find(({ path }) => path === "/pets");
    expect(pets?.resourceMethods?.["POST"]).toMatchObject({
      authorizationType: "CUSTOM",
      apiKeyRequired: true,
      requestModels: { "application/json": "Pet" },
      requestParameters: { "method.request.querystring.q": true },
      methodResponses: { "200": { responseParameters: { "method.response.header.X-A": false } } },
      methodIntegration: { type: "AWS", uri: FUNCTION, passthroughBehavior: "WHEN_NO_TEMPLATES" },
    });
  });

  test("are merged into what is there, or take its place", async () => {
    const api = await aRestApi(apis);
    const { restApiId } = api;
    await addMethod(apis, api, { path: "/old", integration: { type: "MOCK" } });
    const paths = async () =>
      (await apis.send(new GetResourcesCommand({ restApiId }))).items
        ?.map(({ path }) => path)
        .sort();
    const body = Buffer.from(swagger);
    await apis.send(new PutRestApiCommand({ restApiId, mode: "merge", body }));
    expect(await paths()).toEqual(["/", "/old", "/pets"]);
    await apis.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body }));
    expect(await paths()).toEqual(["/", "/pets"]);
  });

  test.each([
    ["{", "BadRequestException"],
    ["{}", "BadRequestException"],
    ['{"info":{},"paths":{"/a":{"get":{"security":[{"nope":[]}]}}}}', "BadRequestException"],
    ['{"info":{},"x-amazon-apigateway-made-up":{}}', "NotEmulated"],
  ])("%s is refused", async (body, name) => {
    await expect(
      apis.send(new ImportRestApiCommand({ body: Buffer.from(body) })),
    ).rejects.toMatchObject({ name });
  });
});
