import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteAuthorizerCommand,
  DeleteCorsConfigurationCommand,
  DeleteDeploymentCommand,
  DeleteIntegrationCommand,
  DeleteRouteCommand,
  DeleteStageCommand,
  GetApiCommand,
  GetApisCommand,
  GetAuthorizerCommand,
  GetAuthorizersCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetIntegrationCommand,
  GetIntegrationsCommand,
  GetRouteCommand,
  GetStageCommand,
  GetStagesCommand,
  GetTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiCommand,
  UpdateAuthorizerCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apigatewayv2 } from "../src/services/apigatewayv2/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:f";
const AUTHORIZER_URI = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`;

let cloud: TestCloud;
let apis: ApiGatewayV2Client;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: [apigatewayv2] });
  apis = cloud.client(ApiGatewayV2Client);
});
afterAll(() => cloud.stop());

async function anEmptyApi(Name = "api"): Promise<string> {
  const { ApiId = "" } = await apis.send(
    new CreateApiCommand({
      Name,
      ProtocolType: "HTTP",
      CorsConfiguration: { AllowOrigins: ["https://app.example"] },
    }),
  );
  return ApiId;
}

async function anIntegration(ApiId: string): Promise<string> {
  const { IntegrationId = "" } = await apis.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "AWS_PROXY",
      IntegrationUri: FUNCTION,
      PayloadFormatVersion: "2.0",
    }),
  );
  return IntegrationId;
}

async function anAuthorizer(ApiId: string): Promise<string> {
  const { AuthorizerId = "" } = await apis.send(
    new CreateAuthorizerCommand({
      ApiId,
      AuthorizerType: "REQUEST",
      AuthorizerUri: AUTHORIZER_URI,
      AuthorizerPayloadFormatVersion: "2.0",
      IdentitySource: ["$request.header.Authorization"],
      Name: "doorman",
    }),
  );
  return AuthorizerId;
}

const NOT_FOUND = { name: "NotFoundException", $metadata: { httpStatusCode: 404 } };
const CONFLICT = { name: "ConflictException", $metadata: { httpStatusCode: 409 } };
const BAD_REQUEST = { name: "BadRequestException", $metadata: { httpStatusCode: 400 } };
const NOT_EMULATED = { name: "NotEmulated", $metadata: { httpStatusCode: 501 } };

describe("an API", () => {
  test("keeps what an update does not name", async () => {
    const ApiId = await anEmptyApi("before");
    const updated = await apis.send(new UpdateApiCommand({ ApiId, Description: "new" }));
    expect(updated).toMatchObject({
      Name: "before",
      Description: "new",
      CorsConfiguration: { AllowOrigins: ["https://app.example"] },
    });
    expect(await apis.send(new GetApiCommand({ ApiId }))).toMatchObject({ Description: "new" });
  });

  test("loses its CORS settings and nothing else", async () => {
    const ApiId = await anEmptyApi("cors");
    await apis.send(new DeleteCorsConfigurationCommand({ ApiId }));
    const { Name, CorsConfiguration } = await apis.send(new GetApiCommand({ ApiId }));
    expect({ Name, CorsConfiguration }).toEqual({ Name: "cors", CorsConfiguration: undefined });
  });

  test("refuses an empty name, and says what it cannot do", async () => {
    const ApiId = await anEmptyApi();
    await expect(apis.send(new UpdateApiCommand({ ApiId, Name: "" }))).rejects.toMatchObject(
      BAD_REQUEST,
    );
    await expect(
      apis.send(new UpdateApiCommand({ ApiId, Target: FUNCTION })),
    ).rejects.toMatchObject(NOT_EMULATED);
  });

  test("has tags that come and go", async () => {
    const ResourceArn = `arn:aws:apigateway:eu-west-1::/apis/${await anEmptyApi()}`;
    await apis.send(new TagResourceCommand({ ResourceArn, Tags: { team: "a", tier: "1" } }));
    await apis.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["tier"] }));
    expect((await apis.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ team: "a" });
    const missing = { ResourceArn: "arn:aws:apigateway:eu-west-1::/apis/none", TagKeys: ["a"] };
    await expect(apis.send(new UntagResourceCommand(missing))).rejects.toMatchObject(NOT_FOUND);
  });

  test("is listed page by page", async () => {
    const made = [await anEmptyApi(), await anEmptyApi(), await anEmptyApi()];
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await apis.send(new GetApisCommand({ MaxResults: "2", NextToken }));
      expect(page.Items?.length).toBeLessThanOrEqual(2);
      seen.push(...(page.Items ?? []).map(({ ApiId = "" }) => ApiId));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    expect(seen).toEqual(expect.arrayContaining(made));
    expect(new Set(seen).size).toBe(seen.length);
    for (const bad of [{ MaxResults: "some" }, { MaxResults: "0" }, { NextToken: "x" }]) {
      await expect(apis.send(new GetApisCommand(bad))).rejects.toMatchObject(BAD_REQUEST);
    }
  });
});

describe("an integration", () => {
  test("is read, listed and updated in part", async () => {
    const ApiId = await anEmptyApi();
    const IntegrationId = await anIntegration(ApiId);
    const TimeoutInMillis = 5000;
    await apis.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, TimeoutInMillis }));
    const expected = { IntegrationId, TimeoutInMillis, PayloadFormatVersion: "2.0" };
    expect(await apis.send(new GetIntegrationCommand({ ApiId, IntegrationId }))).toMatchObject(
      expected,
    );
    const { Items } = await apis.send(new GetIntegrationsCommand({ ApiId }));
    expect(Items).toEqual([expect.objectContaining(expected)]);
  });

  test("takes no time-out above the quota", async () => {
    const ApiId = await anEmptyApi();
    const IntegrationId = await anIntegration(ApiId);
    await expect(
      apis.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, TimeoutInMillis: 30_001 })),
    ).rejects.toMatchObject(BAD_REQUEST);
  });

  test("goes only after the routes that use it", async () => {
    const ApiId = await anEmptyApi();
    const IntegrationId = await anIntegration(ApiId);
    const Target = `integrations/${IntegrationId}`;
    const { RouteId } = await apis.send(
      new CreateRouteCommand({ ApiId, RouteKey: "GET /a", Target }),
    );
    const remove = new DeleteIntegrationCommand({ ApiId, IntegrationId });
    await expect(apis.send(remove)).rejects.toMatchObject(CONFLICT);
    expect(await apis.send(new GetRouteCommand({ ApiId, RouteId }))).toMatchObject({
      RouteKey: "GET /a",
      Target,
    });
    await apis.send(new DeleteRouteCommand({ ApiId, RouteId }));
    await apis.send(remove);
    await expect(
      apis.send(new GetIntegrationCommand({ ApiId, IntegrationId })),
    ).rejects.toMatchObject(NOT_FOUND);
  });
});

describe("an authorizer", () => {
  test("is read, listed and updated in part", async () => {
    const ApiId = await anEmptyApi();
    const AuthorizerId = await anAuthorizer(ApiId);
    await apis.send(
      new UpdateAuthorizerCommand({ ApiId, AuthorizerId, AuthorizerResultTtlInSeconds: 60 }),
    );
    const expected = { AuthorizerId, Name: "doorman", AuthorizerResultTtlInSeconds: 60 };
    expect(await apis.send(new GetAuthorizerCommand({ ApiId, AuthorizerId }))).toMatchObject(
      expected,
    );
    const { Items } = await apis.send(new GetAuthorizersCommand({ ApiId }));
    expect(Items).toEqual([expect.objectContaining(expected)]);
  });

  test("does not become a JWT authorizer without an issuer", async () => {
    const ApiId = await anEmptyApi();
    const AuthorizerId = await anAuthorizer(ApiId);
    await expect(
      apis.send(new UpdateAuthorizerCommand({ ApiId, AuthorizerId, AuthorizerType: "JWT" })),
    ).rejects.toMatchObject(BAD_REQUEST);
  });

  test("goes only after the routes that use it are open", async () => {
    const ApiId = await anEmptyApi();
    const AuthorizerId = await anAuthorizer(ApiId);
    const { RouteId } = await apis.send(
      new CreateRouteCommand({
        ApiId,
        RouteKey: "GET /a",
        AuthorizationType: "CUSTOM",
        AuthorizerId,
      }),
    );
    const remove = new DeleteAuthorizerCommand({ ApiId, AuthorizerId });
    await expect(apis.send(remove)).rejects.toMatchObject(CONFLICT);
    const kept = { ApiId, RouteId, AuthorizationType: "CUSTOM" } as const;
    expect(await apis.send(new UpdateRouteCommand(kept))).toMatchObject({ AuthorizerId });
    await apis.send(new UpdateRouteCommand({ ApiId, RouteId, AuthorizationType: "NONE" }));
    await apis.send(remove);
    expect((await apis.send(new GetAuthorizersCommand({ ApiId }))).Items).toEqual([]);
  });
});

describe("a deployment", () => {
  test("is read and listed", async () => {
    const ApiId = await anEmptyApi();
    const { DeploymentId } = await apis.send(
      new CreateDeploymentCommand({ ApiId, Description: "first" }),
    );
    const expected = { DeploymentId, Description: "first", DeploymentStatus: "DEPLOYED" };
    expect(await apis.send(new GetDeploymentCommand({ ApiId, DeploymentId }))).toMatchObject(
      expected,
    );
    const { Items } = await apis.send(new GetDeploymentsCommand({ ApiId }));
    expect(Items).toEqual([expect.objectContaining(expected)]);
  });

  test("goes only after the stages that serve it", async () => {
    const ApiId = await anEmptyApi();
    const { DeploymentId } = await apis.send(new CreateDeploymentCommand({ ApiId }));
    await apis.send(new CreateStageCommand({ ApiId, StageName: "live", DeploymentId }));
    const remove = new DeleteDeploymentCommand({ ApiId, DeploymentId });
    await expect(apis.send(remove)).rejects.toMatchObject(BAD_REQUEST);
    await apis.send(new DeleteStageCommand({ ApiId, StageName: "live" }));
    await apis.send(remove);
    await expect(
      apis.send(new GetDeploymentCommand({ ApiId, DeploymentId })),
    ).rejects.toMatchObject(NOT_FOUND);
  });
});

describe("a stage", () => {
  test("moves to another deployment and keeps its variables", async () => {
    const ApiId = await anEmptyApi();
    const StageVariables = { colour: "red" };
    await apis.send(new CreateStageCommand({ ApiId, StageName: "live", StageVariables }));
    const { DeploymentId } = await apis.send(new CreateDeploymentCommand({ ApiId }));
    await apis.send(new UpdateStageCommand({ ApiId, StageName: "live", DeploymentId }));
    const expected = { StageName: "live", DeploymentId, StageVariables };
    expect(await apis.send(new GetStageCommand({ ApiId, StageName: "live" }))).toMatchObject(
      expected,
    );
    const { Items } = await apis.send(new GetStagesCommand({ ApiId }));
    expect(Items).toEqual([expect.objectContaining(expected)]);
  });

  test("takes no deployment that is not there", async () => {
    const ApiId = await anEmptyApi();
    await apis.send(new CreateStageCommand({ ApiId, StageName: "live" }));
    await expect(
      apis.send(new UpdateStageCommand({ ApiId, StageName: "live", DeploymentId: "none" })),
    ).rejects.toMatchObject(NOT_FOUND);
  });
});

test("what is not there is not found", async () => {
  const ApiId = await anEmptyApi();
  const missing = [
    new UpdateApiCommand({ ApiId: "none", Name: "x" }),
    new DeleteCorsConfigurationCommand({ ApiId: "none" }),
    new GetRouteCommand({ ApiId, RouteId: "none" }),
    new DeleteRouteCommand({ ApiId, RouteId: "none" }),
    new GetStagesCommand({ ApiId: "none" }),
    new DeleteStageCommand({ ApiId, StageName: "none" }),
    new UpdateIntegrationCommand({ ApiId, IntegrationId: "none" }),
    new DeleteAuthorizerCommand({ ApiId, AuthorizerId: "none" }),
    new DeleteDeploymentCommand({ ApiId, DeploymentId: "none" }),
    new GetAuthorizersCommand({ ApiId: "none" }),
    new GetIntegrationsCommand({ ApiId: "none" }),
    new GetDeploymentsCommand({ ApiId: "none" }),
  ] as const;
  for (const command of missing) {
    // The commands have types of their own, which `send` does not take as a union.
    await expect(apis.send(command as GetStagesCommand)).rejects.toMatchObject(NOT_FOUND);
  }
});
