import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteDeploymentCommand,
  DeleteModelCommand,
  DeleteRequestValidatorCommand,
  DeleteResourceCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  CreateStageCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetModelCommand,
  GetModelsCommand,
  GetRequestValidatorCommand,
  GetRequestValidatorsCommand,
  GetResourceCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetStagesCommand,
  UpdateDeploymentCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
  UpdateResourceCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigateway } from "../src/services/apigateway/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { addMethod, aRestApi } from "./rest-api-fixtures.ts";

let cloud: TestCloud;
let apis: APIGatewayClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: [apigateway] });
  apis = cloud.client(APIGatewayClient);
});
afterAll(() => cloud.stop());

describe("APIs", () => {
  test("are made with a root resource, changed, found and deleted", async () => {
    const made = await apis.send(new CreateRestApiCommand({ name: "pets", tags: { a: "b" } }));
    expect(made).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9]{10}$/),
      name: "pets",
      apiKeySource: "HEADER",
      endpointConfiguration: { types: ["EDGE"] },
      createdDate: expect.any(Date),
    });
    const restApiId = made.id;
    const changed = await apis.send(
      new UpdateRestApiCommand({
        restApiId,
        patchOperations: [
          { op: "replace", path: "/name", value: "animals" },
          { op: "add", path: "/binaryMediaTypes/image~1png" },
          { op: "replace", path: "/endpointConfiguration/types/EDGE", value: "REGIONAL" },
        ],
      }),
    );
    expect(changed).toMatchObject({
      name: "animals",
      binaryMediaTypes: ["image/png"],
      endpointConfiguration: { types: ["REGIONAL"] },
    });
    const { items = [] } = await apis.send(new GetRestApisCommand({ limit: 500 }));
    expect(items.map(({ name }) => name)).toContain("animals");
    await apis.send(new DeleteRestApiCommand({ restApiId }));
    await expect(apis.send(new GetRestApiCommand({ restApiId }))).rejects.toMatchObject({
      name: "NotFoundException",
      message: "Invalid API identifier specified",
    });
  });

  test("refuse a patch of what cannot be patched", async () => {
    const { restApiId } = await aRestApi(apis);
    const patchOperations = [{ op: "replace" as const, path: "/id", value: "x" }];
    await expect(
      apis.send(new UpdateRestApiCommand({ restApiId, patchOperations })),
    ).rejects.toMatchObject({
      name: "BadRequestException",
      message: expect.stringContaining("Invalid patch path  '/id' specified for op 'replace'"),
    });
  });
});

describe("resources", () => {
  test("form a tree that moves and goes as a whole", async () => {
    const { restApiId, rootId } = await aRestApi(apis);
    const add = async (parentId: string, pathPart: string) =>
      (await apis.send(new CreateResourceCommand({ restApiId, parentId, pathPart }))).id ?? "";
    const pets = await add(rootId, "pets");
    const pet = await add(pets, "{id}");
    const patchOperations = [{ op: "replace" as const, path: "/pathPart", value: "animals" }];
    await apis.send(new UpdateResourceCommand({ restApiId, resourceId: pets, patchOperations }));
    const found = await apis.send(new GetResourceCommand({ restApiId, resourceId: pet }));
    expect(found).toMatchObject({ path: "/animals/{id}", pathPart: "{id}", parentId: pets });
    await expect(add(pets, "{other}")).rejects.toMatchObject({ name: "BadRequestException" });
    await expect(add(rootId, "animals")).rejects.toMatchObject({ name: "ConflictException" });
    await apis.send(new DeleteResourceCommand({ restApiId, resourceId: pets }));
    const { items } = await apis.send(new GetResourcesCommand({ restApiId }));
    expect(items?.map(({ path }) => path)).toEqual(["/"]);
  });
});

describe("models and validators", () => {
  test("are kept by name and by identifier", async () => {
    const { restApiId } = await aRestApi(apis);
    const schema = '{"type":"object"}';
    const model = { restApiId, name: "Pet", contentType: "application/json", schema };
    await apis.send(new CreateModelCommand(model));
    const patchOperations = [{ op: "replace" as const, path: "/description", value: "a pet" }];
    await apis.send(new UpdateModelCommand({ restApiId, modelName: "Pet", patchOperations }));
    expect(await apis.send(new GetModelCommand({ restApiId, modelName: "Pet" }))).toMatchObject({
      description: "a pet",
      schema,
    });
    const { items } = await apis.send(new GetModelsCommand({ restApiId }));
    expect(items?.map(({ name }) => name)).toEqual(["Empty", "Error", "Pet"]);
    await apis.send(new DeleteModelCommand({ restApiId, modelName: "Pet" }));

    const { id: requestValidatorId } = await apis.send(
      new CreateRequestValidatorCommand({ restApiId, name: "body", validateRequestBody: true }),
    );
    await apis.send(
      new UpdateRequestValidatorCommand({
        restApiId,
        requestValidatorId,
        patchOperations: [{ op: "replace", path: "/validateRequestParameters", value: "true" }],
      }),
    );
    expect(
      await apis.send(new GetRequestValidatorCommand({ restApiId, requestValidatorId })),
    ).toMatchObject({ name: "body", validateRequestBody: true, validateRequestParameters: true });
    const all = await apis.send(new GetRequestValidatorsCommand({ restApiId }));
    expect(all.items).toHaveLength(1);
    await apis.send(new DeleteRequestValidatorCommand({ restApiId, requestValidatorId }));
  });

  test("a model has to be a schema", async () => {
    const { restApiId } = await aRestApi(apis);
    const model = { restApiId, name: "Pet", contentType: "application/json" };
    for (const schema of [
      "{",
      '{"type":7}',
      '{"$ref":"https://apigateway.amazonaws.com/restapis/x/models/Nope"}',
    ]) {
      await expect(apis.send(new CreateModelCommand({ ...model, schema }))).rejects.toMatchObject({
        name: "BadRequestException",
        message: expect.stringContaining("Invalid model"),
      });
    }
  });
});

describe("deployments and stages", () => {
  test("a deployment cannot go while a stage points to it", async () => {
    const api = await aRestApi(apis);
    const { restApiId } = api;
    await expect(apis.send(new CreateDeploymentCommand({ restApiId }))).rejects.toMatchObject({
      message: "The REST API doesn't contain any methods",
    });
    await addMethod(apis, api, { integration: { type: "MOCK" } });
    const { id: deploymentId } = await apis.send(new CreateDeploymentCommand({ restApiId }));
    await apis.send(new CreateStageCommand({ restApiId, stageName: "prod", deploymentId }));
    const patchOperations = [{ op: "replace" as const, path: "/description", value: "first" }];
    await apis.send(new UpdateDeploymentCommand({ restApiId, deploymentId, patchOperations }));
    const embed = ["apisummary"];
    expect(
      await apis.send(new GetDeploymentCommand({ restApiId, deploymentId, embed })),
    ).toMatchObject({ description: "first", apiSummary: { "/": { POST: {} } } });
    await expect(
      apis.send(new DeleteDeploymentCommand({ restApiId, deploymentId })),
    ).rejects.toMatchObject({
      message: "Active stages pointing to this deployment must be moved or deleted",
    });
    await apis.send(new DeleteStageCommand({ restApiId, stageName: "prod" }));
    await apis.send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
    expect((await apis.send(new GetDeploymentsCommand({ restApiId }))).items).toEqual([]);
  });

  test("a stage takes variables, logs and settings of methods by patches", async () => {
    const api = await aRestApi(apis);
    const { restApiId } = api;
    await addMethod(apis, api, { integration: { type: "MOCK" } });
    await apis.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
    await apis.send(
      new UpdateStageCommand({
        restApiId,
        stageName: "prod",
        patchOperations: [
          { op: "replace", path: "/variables/colour", value: "red" },
          { op: "replace", path: "/*/*/throttling/rateLimit", value: "5" },
          { op: "replace", path: "/~1pets/GET/throttling/burstLimit", value: "2" },
          { op: "replace", path: "/~1dogs/GET/metrics/enabled", value: "true" },
          { op: "replace", path: "/tracingEnabled", value: "true" },
        ],
      }),
    );
    const patchOperations = [{ op: "remove" as const, path: "/~1dogs/GET" }];
    await apis.send(new UpdateStageCommand({ restApiId, stageName: "prod", patchOperations }));
    expect(await apis.send(new GetStageCommand({ restApiId, stageName: "prod" }))).toMatchObject({
      variables: { colour: "red" },
      tracingEnabled: true,
      methodSettings: {
        "*/*": { throttlingRateLimit: 5 },
        "pets/GET": { throttlingBurstLimit: 2 },
      },
    });
    const { item } = await apis.send(new GetStagesCommand({ restApiId }));
    expect(item?.map(({ stageName }) => stageName)).toEqual(["prod"]);
  });
});
