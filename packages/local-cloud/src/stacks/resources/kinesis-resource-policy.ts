import { unlessGone } from "../gone.ts";
import { document, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-resourcepolicy.html */
export const kinesisResourcePolicy = defineResource({
  type: "AWS::Kinesis::ResourcePolicy",
  properties: { ResourceArn: text, ResourcePolicy: document },
  replaceOn: ["ResourceArn"],
  attributes: [],
  async create({ ResourceArn: ResourceARN, ResourcePolicy: Policy }, job) {
    await job.call("kinesis", "PutResourcePolicy", { ResourceARN, Policy });
    return { physicalId: ResourceARN };
  },
  async update({ ResourcePolicy: Policy }, job) {
    await job.call("kinesis", "PutResourcePolicy", { ResourceARN: job.physicalId, Policy });
    return { physicalId: job.physicalId };
  },
  async remove(job) {
    const call = job.call("kinesis", "DeleteResourcePolicy", { ResourceARN: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});
