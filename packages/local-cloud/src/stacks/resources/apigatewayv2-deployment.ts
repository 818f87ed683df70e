import { unlessGone } from "../gone.ts";
import { text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-deployment.html */
export const apiGatewayV2Deployment = defineResource({
  type: "AWS::ApiGatewayV2::Deployment",
  properties: { ApiId: text, Description: text.optional(), StageName: text.optional() },
  replaceOn: ["ApiId", "StageName"],
  attributes: ["DeploymentId"],
  async create(wanted, job) {
    const { DeploymentId = "" } = await job.call("apigatewayv2", "CreateDeployment", wanted);
    return { physicalId: DeploymentId, attributes: { DeploymentId } };
  },
  async update({ ApiId, Description = "" }, job) {
    const input = { ApiId, Description, DeploymentId: job.physicalId };
    await job.call("apigatewayv2", "UpdateDeployment", input);
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const { ApiId } = job.properties;
    const input = { ApiId, DeploymentId: job.physicalId };
    await unlessGone(job.call("apigatewayv2", "DeleteDeployment", input), "NotFoundException");
  },
});
