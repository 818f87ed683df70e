import { unlessGone, unlessResumed } from "../gone.ts";
import { text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html */
export const apiGatewayResource = defineResource({
  type: "AWS::ApiGateway::Resource",
  properties: { ParentId: text, PathPart: text, RestApiId: text },
  replaceOn: "all",
  attributes: ["ResourceId"],
  async create({ ParentId: parentId, PathPart: pathPart, RestApiId: restApiId }, job) {
    const call = job.call("apigateway", "CreateResource", { restApiId, parentId, pathPart });
    const created = await unlessResumed(job, call, "ConflictException");
    const { items = [] } =
      created === undefined
        ? await job.call("apigateway", "GetResources", { restApiId, limit: 500 })
        : { items: [created] };
    const found = items.find((it) => it.parentId === parentId && it.pathPart === pathPart);
    const { id: ResourceId = "" } = found ?? {};
    return { physicalId: ResourceId, attributes: { ResourceId } };
  },
  async remove(job) {
    const { RestApiId: restApiId } = job.properties;
    const input = { restApiId, resourceId: job.physicalId };
    await unlessGone(job.call("apigateway", "DeleteResource", input), "NotFoundException");
  },
});
