import type { Deployment, Stage } from "@aws-sdk/client-apigatewayv2";
import type * as ApiGateway from "@aws-sdk/client-apigatewayv2";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { badRequest, conflict } from "../errors.ts";
import type { DeploymentRecord, StageRecord } from "../model.ts";
import { page } from "../paging.ts";
import { apiOf, newId, partOf, partsOf, type ApiContext, type ApiOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html */
export const createStage: ApiOperation<"CreateStage"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  const { StageName = "" } = input;
  if (!/^(\$default|[a-zA-Z0-9_-]{1,128})$/.test(StageName)) {
    throw badRequest("Stage name only allows a-zA-Z0-9_-, or $default");
  }
  if (ctx.state.stages.get(`${ApiId}/${StageName}`) !== undefined) {
    throw conflict("Stage already exists");
  }
  const now = ctx.cloud.clock.now();
  const settings = readStage(input, ApiId, ctx);
  const stage: StageRecord = {
    AutoDeploy: false,
    DefaultRouteSettings: { DetailedMetricsEnabled: false },
    RouteSettings: {},
    StageVariables: {},
    ...settings,
    StageName,
    Tags: input.Tags ?? {},
    createdAt: now,
    updatedAt: now,
  };
  ctx.state.stages.put(`${ApiId}/${StageName}`, stage);
  ctx.reply.status = 201;
  return describeStage(stage);
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html */
export const updateStage: ApiOperation<"UpdateStage"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  const old = partOf(ctx.state.stages, "stage", { apiId: ApiId, id: input.StageName });
  const updatedAt = ctx.cloud.clock.now();
  const stage: StageRecord = { ...old, ...readStage(input, ApiId, ctx), updatedAt };
  ctx.state.stages.put(`${ApiId}/${stage.StageName}`, stage);
  return describeStage(stage);
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html */
export const getStage: ApiOperation<"GetStage"> = (input, ctx) =>
  describeStage(partOf(ctx.state.stages, "stage", { apiId: input.ApiId, id: input.StageName }));

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html */
export const getStages: ApiOperation<"GetStages"> = (input, ctx) =>
  page(partsOf(ctx.state.stages, apiOf(ctx.state, input.ApiId).ApiId).map(describeStage), input);

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html */
export const deleteStage: ApiOperation<"DeleteStage"> = (input, ctx) => {
  partOf(ctx.state.stages, "stage", { apiId: input.ApiId, id: input.StageName });
  ctx.state.stages.delete(`${input.ApiId ?? ""}/${input.StageName ?? ""}`);
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-deployments.html */
export const createDeployment: ApiOperation<"CreateDeployment"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  const { routes, integrations, authorizers, deployments, stages } = ctx.state;
  const deployment: DeploymentRecord = present({
    DeploymentId: newId(7),
    Description: input.Description,
    createdAt: ctx.cloud.clock.now(),
    snapshot: {
      routes: partsOf(routes, ApiId),
      integrations: partsOf(integrations, ApiId),
      authorizers: partsOf(authorizers, ApiId),
    },
  });
  const { DeploymentId } = deployment;
  ctx.cloud.store.transaction(() => {
    deployments.put(`${ApiId}/${DeploymentId}`, deployment);
    if (input.StageName === undefined) return;
    const stage = partOf(stages, "stage", { apiId: ApiId, id: input.StageName });
    stages.put(`${ApiId}/${input.StageName}`, { ...stage, DeploymentId });
  });
  ctx.reply.status = 201;
  return describeDeployment(deployment);
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-deployments-deploymentid.html */
export const getDeployment: ApiOperation<"GetDeployment"> = (input, ctx) => {
  const at = { apiId: input.ApiId, id: input.DeploymentId };
  return describeDeployment(partOf(ctx.state.deployments, "Deployment", at));
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-deployments.html */
export const getDeployments: ApiOperation<"GetDeployments"> = (input, ctx) => {
  const { ApiId } = apiOf(ctx.state, input.ApiId);
  return page(partsOf(ctx.state.deployments, ApiId).map(describeDeployment), input);
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-deployments-deploymentid.html */
export const deleteDeployment: ApiOperation<"DeleteDeployment"> = (input, ctx) => {
  const { ApiId = "", DeploymentId = "" } = input;
  partOf(ctx.state.deployments, "Deployment", { apiId: ApiId, id: DeploymentId });
  const used = partsOf(ctx.state.stages, ApiId).some(
    (stage) => stage.DeploymentId === DeploymentId,
  );
  if (used) throw badRequest("Active stages pointing to this deployment must be moved or deleted");
  ctx.state.deployments.delete(`${ApiId}/${DeploymentId}`);
  ctx.reply.status = 204;
  return {};
};

function readStage(input: In<typeof ApiGateway, "UpdateStage">, apiId: string, ctx: ApiContext) {
  const { DeploymentId } = input;
  if (DeploymentId !== undefined) {
    partOf(ctx.state.deployments, "Deployment", { apiId, id: DeploymentId });
  }
  const { AccessLogSettings, AutoDeploy, DefaultRouteSettings, Description } = input;
  const { RouteSettings, StageVariables } = input;
  return present({
    AccessLogSettings,
    AutoDeploy,
    DefaultRouteSettings,
    DeploymentId,
    Description,
    RouteSettings,
    StageVariables,
  });
}

function describeStage({ createdAt, updatedAt, ...stage }: StageRecord): Stage {
  return { ...stage, CreatedDate: new Date(createdAt), LastUpdatedDate: new Date(updatedAt) };
}

function describeDeployment(deployment: DeploymentRecord): Deployment {
  return {
    DeploymentId: deployment.DeploymentId,
    Description: deployment.Description,
    AutoDeployed: false,
    DeploymentStatus: "DEPLOYED",
    CreatedDate: new Date(deployment.createdAt),
  };
}
