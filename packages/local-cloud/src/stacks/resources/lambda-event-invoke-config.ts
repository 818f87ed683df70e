import * as z from "zod";
import { unlessGone } from "../gone.ts";
import { number, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

const destination = z.strictObject({ Destination: text }).optional();

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
export const lambdaEventInvokeConfig = defineResource({
  type: "AWS::Lambda::EventInvokeConfig",
  properties: {
    DestinationConfig: z
      .strictObject({ OnFailure: destination, OnSuccess: destination })
      .optional(),
    FunctionName: text,
    MaximumEventAgeInSeconds: number.optional(),
    MaximumRetryAttempts: number.optional(),
    Qualifier: text,
  },
  replaceOn: ["FunctionName", "Qualifier"],
  attributes: [],
  async create(wanted, job) {
    await job.call("lambda", "PutFunctionEventInvokeConfig", wanted);
    return { physicalId: `${wanted.FunctionName}|${wanted.Qualifier}` };
  },
  async update(wanted, job) {
    await job.call("lambda", "PutFunctionEventInvokeConfig", wanted);
    return { physicalId: job.physicalId };
  },
  async remove(job) {
    const { FunctionName, Qualifier } = job.properties;
    const call = job.call("lambda", "DeleteFunctionEventInvokeConfig", { FunctionName, Qualifier });
    await unlessGone(call, "ResourceNotFoundException");
  },
});
