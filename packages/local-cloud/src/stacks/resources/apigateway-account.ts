import type { Job } from "../job.ts";
import { text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html */
export const apiGatewayAccount = defineResource({
  type: "AWS::ApiGateway::Account",
  properties: { CloudWatchRoleArn: text.optional() },
  replaceOn: [],
  attributes: ["Id"],
  async create({ CloudWatchRoleArn }, job) {
    await put(CloudWatchRoleArn, job);
    const Id = job.physicalName({ max: 64 });
    return { physicalId: Id, attributes: { Id } };
  },
  async update({ CloudWatchRoleArn }, job) {
    await put(CloudWatchRoleArn, job);
    return { physicalId: job.physicalId, ...job.made };
  },
  // The account stays as it is: another stack may have set it since.
  remove: () => Promise.resolve(),
});

async function put(value: string | undefined, job: Job): Promise<void> {
  const op = value === undefined ? ("remove" as const) : ("replace" as const);
  const patchOperations = [
    { op, path: "/cloudwatchRoleArn", ...(value !== undefined && { value }) },
  ];
  await job.call("apigateway", "UpdateAccount", { patchOperations });
}
