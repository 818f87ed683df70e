import { unlessGone } from "../gone.ts";
import { text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const lambdaVersion = defineResource({
  type: "AWS::Lambda::Version",
  properties: { CodeSha256: text.optional(), Description: text.optional(), FunctionName: text },
  storedOnly: ["FunctionScalingConfig", "ProvisionedConcurrencyConfig", "RuntimePolicy"],
  replaceOn: "all",
  attributes: ["FunctionArn", "Version"],
  async create(wanted, job) {
    const { FunctionArn = "", Version = "" } = await job.call("lambda", "PublishVersion", wanted);
    return { physicalId: FunctionArn, attributes: { FunctionArn, Version } };
  },
  async remove(job) {
    const { FunctionName } = job.properties;
    const Qualifier = job.physicalId.split(":").at(-1);
    const call = job.call("lambda", "DeleteFunction", { FunctionName, Qualifier });
    await unlessGone(call, "ResourceNotFoundException");
  },
});
