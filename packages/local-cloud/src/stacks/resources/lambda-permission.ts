import type * as Lambda from "@aws-sdk/client-lambda";
import { flag, text, word } from "../property.ts";
import { unlessGone, unlessResumed } from "../gone.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const lambdaPermission = defineResource({
  type: "AWS::Lambda::Permission",
  properties: {
    Action: text,
    EventSourceToken: text.optional(),
    FunctionName: text,
    FunctionUrlAuthType: word<Lambda.FunctionUrlAuthType>().optional(),
    InvokedViaFunctionUrl: flag.optional(),
    Principal: text,
    PrincipalOrgID: text.optional(),
    SourceAccount: text.optional(),
    SourceArn: text.optional(),
  },
  replaceOn: "all",
  attributes: ["Id"],
  async create(wanted, job) {
    const StatementId = job.physicalName({ max: 100 });
    const call = job.call("lambda", "AddPermission", { ...wanted, StatementId });
    await unlessResumed(job, call, "ResourceConflictException");
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },
  async remove(job) {
    const { FunctionName } = job.properties;
    const input = { FunctionName, StatementId: job.physicalId };
    await unlessGone(job.call("lambda", "RemovePermission", input), "ResourceNotFoundException");
  },
});
