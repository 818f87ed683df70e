import { unlessGone } from "../gone.ts";
import { document, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html */
export const s3BucketPolicy = defineResource({
  type: "AWS::S3::BucketPolicy",
  properties: { Bucket: text, PolicyDocument: document },
  replaceOn: ["Bucket"],
  attributes: [],
  async create({ Bucket, PolicyDocument: Policy }, job) {
    await job.call("s3", "PutBucketPolicy", { Bucket, Policy });
    return { physicalId: Bucket };
  },
  async update({ Bucket, PolicyDocument: Policy }, job) {
    await job.call("s3", "PutBucketPolicy", { Bucket, Policy });
    return { physicalId: job.physicalId };
  },
  async remove(job) {
    const call = job.call("s3", "DeleteBucketPolicy", { Bucket: job.properties.Bucket });
    await unlessGone(call, "NoSuchBucket", "NoSuchBucketPolicy");
  },
});
