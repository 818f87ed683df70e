import { unlessGone, unlessResumed } from "../gone.ts";
import { document, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";
import { patchesBetween } from "./apigateway-patches.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-model.html */
export const apiGatewayModel = defineResource({
  type: "AWS::ApiGateway::Model",
  properties: {
    ContentType: text.optional(),
    Description: text.optional(),
    Name: text.optional(),
    RestApiId: text,
    Schema: document.optional(),
  },
  replaceOn: ["ContentType", "Name", "RestApiId"],
  nameProperty: "Name",
  attributes: [],
  async create(wanted, job) {
    const name = wanted.Name ?? job.physicalName({ max: 128 }).replaceAll("-", "");
    const call = job.call("apigateway", "CreateModel", {
      restApiId: wanted.RestApiId,
      name,
      contentType: wanted.ContentType ?? "application/json",
      description: wanted.Description,
      schema: wanted.Schema,
    });
    await unlessResumed(job, call, "ConflictException");
    return { physicalId: name };
  },
  async update(wanted, job) {
    const { previous, physicalId: modelName } = job;
    const patchOperations = patchesBetween(
      { "/description": previous.Description, "/schema": previous.Schema },
      { "/description": wanted.Description, "/schema": wanted.Schema },
    );
    const input = { restApiId: wanted.RestApiId, modelName, patchOperations };
    await job.call("apigateway", "UpdateModel", input);
    return { physicalId: modelName };
  },
  async remove(job) {
    const input = { restApiId: job.properties.RestApiId, modelName: job.physicalId };
    await unlessGone(job.call("apigateway", "DeleteModel", input), "NotFoundException");
  },
});
