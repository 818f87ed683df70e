import { unlessGone, unlessResumed } from "../gone.ts";
import { number, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

const properties = {
  Description: text.optional(),
  GroupName: text.optional(),
  Precedence: number.optional(),
  RoleArn: text.optional(),
  UserPoolId: text,
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolgroup.html */
export const cognitoUserPoolGroup = defineResource({
  type: "AWS::Cognito::UserPoolGroup",
  properties,
  replaceOn: ["GroupName", "UserPoolId"],
  nameProperty: "GroupName",
  attributes: [],
  async create(wanted, job) {
    const GroupName = wanted.GroupName ?? job.physicalName({ max: 128 });
    const call = job.call("cognitoidp", "CreateGroup", { ...wanted, GroupName });
    await unlessResumed(job, call, "GroupExistsException");
    return { physicalId: GroupName };
  },
  async update(wanted, job) {
    const GroupName = job.physicalId;
    await job.call("cognitoidp", "UpdateGroup", { ...wanted, GroupName });
    return { physicalId: GroupName };
  },
  async remove(job) {
    const input = { UserPoolId: job.properties.UserPoolId, GroupName: job.physicalId };
    await unlessGone(job.call("cognitoidp", "DeleteGroup", input), "ResourceNotFoundException");
  },
});
