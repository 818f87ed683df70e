import type { Deployment } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, notFound, refuse } from "../errors.ts";
import type { ApiRecord, DeploymentRecord } from "../model.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable } from "../patch.ts";
import { newStage } from "../stage-record.ts";
import { newId } from "../new-id.ts";
import { apiOf, partsOf, type RestContext, type RestOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html */
export const createDeployment: RestOperation<"CreateDeployment"> = (input, ctx) => {
  const { cacheClusterEnabled, canarySettings } = input;
  refuse("CreateDeployment", { cacheClusterEnabled, canarySettings });
  const api = apiOf(ctx.state, input.restApiId);
  checkDeployable(api);
  const deployment: DeploymentRecord = present({
    id: newId(6),
    description: input.description,
    definition: api.definition,
    createdAt: ctx.cloud.clock.now(),
  });
  ctx.cloud.store.transaction(() => {
    ctx.state.deployments.put(`${api.id}/${deployment.id}`, deployment);
    if (input.stageName !== undefined && input.stageName !== "") {
      deployTo(ctx, { ...input, stageName: input.stageName, apiId: api.id }, deployment.id);
    }
  });
  return describe(deployment);
};

interface StageInput {
  readonly apiId: string;
  readonly stageName: string;
  readonly stageDescription?: string | undefined;
  readonly variables?: Record<string, string> | undefined;
  readonly tracingEnabled?: boolean | undefined;
}

function deployTo(ctx: RestContext, input: StageInput, deploymentId: string): void {
  const { apiId, stageName, stageDescription: description, variables, tracingEnabled } = input;
  const now = ctx.cloud.clock.now();
  const key = `${apiId}/${stageName}`;
  const settings = present({ description, variables, tracingEnabled });
  const old = ctx.state.stages.get(key);
  const base = old ?? newStage({ stageName, deploymentId, now });
  ctx.state.stages.put(key, { ...base, ...settings, deploymentId, updatedAt: now });
}

/** @throws {AwsError} `BadRequestException`: a method without an integration, or none at all. */
function checkDeployable({ definition }: ApiRecord): void {
  const methods = Object.values(definition.resources).flatMap((resource) =>
    Object.values(resource.methods),
  );
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ methodIntegration }) => methodIntegration === undefined)) {
    throw badRequest("No integration defined for method");
  }
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployment.html */
export const getDeployment: RestOperation<"GetDeployment"> = (input, ctx) => {
  const deployment = deploymentOf(ctx, input.restApiId, input.deploymentId);
  const embeds = (input.embed ?? []).some((name) => name.startsWith("apisummary"));
  return { ...describe(deployment), ...(embeds && { apiSummary: summaryOf(deployment) }) };
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployments.html */
export const getDeployments: RestOperation<"GetDeployments"> = (input, ctx) => {
  const { id } = apiOf(ctx.state, input.restApiId);
  return page(partsOf(ctx.state.deployments, id).map(describe), input);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateDeployment.html */
export const updateDeployment: RestOperation<"UpdateDeployment"> = (input, ctx) => {
  const old = deploymentOf(ctx, input.restApiId, input.deploymentId);
  const next = applyPatches(old, input.patchOperations, patchable("text", "/description"));
  ctx.state.deployments.put(`${input.restApiId ?? ""}/${next.id}`, next);
  return describe(next);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html */
export const deleteDeployment: RestOperation<"DeleteDeployment"> = (input, ctx) => {
  const { restApiId = "" } = input;
  const { id } = deploymentOf(ctx, restApiId, input.deploymentId);
  const used = partsOf(ctx.state.stages, restApiId).some((stage) => stage.deploymentId === id);
  if (used) throw badRequest("Active stages pointing to this deployment must be moved or deleted");
  ctx.state.deployments.delete(`${restApiId}/${id}`);
  return {};
};

function deploymentOf({ state }: RestContext, restApiId = "", id = ""): DeploymentRecord {
  const deployment = state.deployments.get(`${apiOf(state, restApiId).id}/${id}`);
  if (deployment === undefined) throw notFound("Deployment");
  return deployment;
}

function summaryOf({ definition }: DeploymentRecord): NonNullable<Deployment["apiSummary"]> {
  const paths = Object.values(definition.resources).map(({ path, methods }) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([verb, { authorizationType, apiKeyRequired }]) => [
        verb,
        { authorizationType, apiKeyRequired },
      ]),
    ),
  ]);
  return Object.fromEntries(paths);
}

function describe({ id, description, createdAt }: DeploymentRecord): Deployment {
  return present({ id, description, createdDate: new Date(createdAt) });
}
