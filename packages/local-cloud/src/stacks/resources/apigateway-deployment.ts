import * as z from "zod";
import { AwsError } from "../../errors.ts";
import { unlessGone } from "../gone.ts";
import { flag, text, textMap } from "../property.ts";
import { defineResource } from "../resource-type.ts";
import { patchesBetween } from "./apigateway-patches.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html */
export const apiGatewayDeployment = defineResource({
  type: "AWS::ApiGateway::Deployment",
  properties: {
    Description: text.optional(),
    RestApiId: text,
    StageDescription: z
      .strictObject({
        Description: text.optional(),
        TracingEnabled: flag.optional(),
        Variables: textMap.optional(),
      })
      .optional(),
    StageName: text.optional(),
  },
  replaceOn: ["RestApiId", "StageDescription", "StageName"],
  attributes: ["DeploymentId"],
  async create({ Description, RestApiId, StageDescription: stage, StageName }, job) {
    const { id = "" } = await job.call("apigateway", "CreateDeployment", {
      restApiId: RestApiId,
      description: Description,
      stageName: StageName,
      stageDescription: stage?.Description,
      tracingEnabled: stage?.TracingEnabled,
      variables: stage?.Variables,
    });
    return { physicalId: id, attributes: { DeploymentId: id } };
  },
  async update({ Description, RestApiId: restApiId }, job) {
    const deploymentId = job.physicalId;
    const patchOperations = patchesBetween(
      { "/description": job.previous.Description },
      { "/description": Description },
    );
    await job.call("apigateway", "UpdateDeployment", { restApiId, deploymentId, patchOperations });
    return { physicalId: deploymentId, ...job.made };
  },
  async remove(job) {
    const { RestApiId: restApiId, StageName: stageName } = job.properties;
    const input = { restApiId, deploymentId: job.physicalId };
    const remove = () =>
      unlessGone(job.call("apigateway", "DeleteDeployment", input), "NotFoundException");
    try {
      await remove();
    } catch (error) {
      // The stage that the deployment itself has made goes with it.
      const isActive = error instanceof AwsError && error.message.startsWith("Active stages");
      if (!isActive || stageName === undefined) throw error;
      await job.call("apigateway", "DeleteStage", { restApiId, stageName });
      await remove();
    }
  },
});
