import { unlessGone, unlessResumed } from "../gone.ts";
import { text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversionpermission.html */
export const lambdaLayerVersionPermission = defineResource({
  type: "AWS::Lambda::LayerVersionPermission",
  properties: {
    Action: text,
    LayerVersionArn: text,
    OrganizationId: text.optional(),
    Principal: text,
  },
  replaceOn: "all",
  attributes: ["Id"],
  async create(wanted, job) {
    const { LayerVersionArn, ...permission } = wanted;
    const StatementId = job.physicalName({ max: 100 });
    const input = { ...permission, ...layerOf(LayerVersionArn), StatementId };
    const call = job.call("lambda", "AddLayerVersionPermission", input);
    await unlessResumed(job, call, "ResourceConflictException");
    const physicalId = `${LayerVersionArn}#${StatementId}`;
    return { physicalId, attributes: { Id: physicalId } };
  },
  async remove(job) {
    const [arn = "", StatementId] = job.physicalId.split("#");
    const call = job.call("lambda", "RemoveLayerVersionPermission", {
      ...layerOf(arn),
      StatementId,
    });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

function layerOf(arn: string): { LayerName: string; VersionNumber: number } {
  const [LayerName = "", version] = arn.split(":").slice(-2);
  return { LayerName, VersionNumber: Number(version) };
}
