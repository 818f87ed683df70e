import * as z from "zod";
import { NotEmulatedError } from "../../errors.ts";
import { unlessGone } from "../gone.ts";
import type { Job } from "../job.ts";
import { document, text } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";

const properties = {
  PolicyDocument: document,
  PolicyName: text,
  Roles: z.array(text).optional(),
  Groups: z.array(text).optional(),
  Users: z.array(text).optional(),
};
type Policy = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html */
export const iamPolicy = defineResource({
  type: "AWS::IAM::Policy",
  properties,
  replaceOn: ["PolicyName"],
  attributes: ["Id"],
  async create(wanted, job) {
    await putPolicy(wanted, job);
    const id = job.physicalName({ max: 128 });
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(wanted, job) {
    const kept = new Set(wanted.Roles);
    const dropped = (job.previous.Roles ?? []).filter((role) => !kept.has(role));
    await deletePolicy({ ...job.previous, Roles: dropped }, job);
    await putPolicy(wanted, job);
    return { physicalId: job.physicalId, ...job.made };
  },
  remove: async (job) => deletePolicy(job.properties, job),
});

async function putPolicy(policy: Policy, job: Job): Promise<void> {
  const { PolicyName, PolicyDocument, Roles = [], Groups = [], Users = [] } = policy;
  if (Groups.length + Users.length > 0) {
    throw new NotEmulatedError("AWS::IAM::Policy", "Groups and Users");
  }
  for (const RoleName of Roles) {
    await job.call("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
  }
}

async function deletePolicy({ PolicyName, Roles = [] }: Policy, job: Job): Promise<void> {
  for (const RoleName of Roles) {
    await unlessGone(job.call("iam", "DeleteRolePolicy", { RoleName, PolicyName }), "NoSuchEntity");
  }
}
