import { unlessGone } from "../gone.ts";
import { document, flag, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-resourcepolicy.html */
export const secretsManagerResourcePolicy = defineResource({
  type: "AWS::SecretsManager::ResourcePolicy",
  properties: { BlockPublicPolicy: flag.optional(), ResourcePolicy: document, SecretId: text },
  replaceOn: ["SecretId"],
  attributes: ["Id"],
  async create({ SecretId, ResourcePolicy }, job) {
    await job.call("secretsmanager", "PutResourcePolicy", { SecretId, ResourcePolicy });
    return { physicalId: SecretId, attributes: { Id: SecretId } };
  },
  async update({ SecretId, ResourcePolicy }, job) {
    await job.call("secretsmanager", "PutResourcePolicy", { SecretId, ResourcePolicy });
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const input = { SecretId: job.properties.SecretId };
    await unlessGone(
      job.call("secretsmanager", "DeleteResourcePolicy", input),
      "ResourceNotFoundException",
    );
  },
});
