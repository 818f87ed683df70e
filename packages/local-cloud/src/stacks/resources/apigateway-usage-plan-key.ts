import { unlessGone, unlessResumed } from "../gone.ts";
import { text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplankey.html */
export const apiGatewayUsagePlanKey = defineResource({
  type: "AWS::ApiGateway::UsagePlanKey",
  properties: { KeyId: text, KeyType: text, UsagePlanId: text },
  replaceOn: "all",
  attributes: ["Id"],
  async create({ KeyId: keyId, KeyType: keyType, UsagePlanId: usagePlanId }, job) {
    const call = job.call("apigateway", "CreateUsagePlanKey", { keyId, keyType, usagePlanId });
    await unlessResumed(job, call, "ConflictException");
    const Id = `${keyId}:${usagePlanId}`;
    return { physicalId: Id, attributes: { Id } };
  },
  async remove(job) {
    const { KeyId: keyId, UsagePlanId: usagePlanId } = job.properties;
    const call = job.call("apigateway", "DeleteUsagePlanKey", { keyId, usagePlanId });
    await unlessGone(call, "NotFoundException");
  },
});
