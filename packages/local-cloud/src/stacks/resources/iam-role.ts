import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
import { allTags, document, number, tagChanges, tagList, text } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";

const properties = {
  AssumeRolePolicyDocument: document,
  Description: text.optional(),
  ManagedPolicyArns: z.array(text).optional(),
  MaxSessionDuration: number.optional(),
  Path: text.optional(),
  PermissionsBoundary: text.optional(),
  Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument: document })).optional(),
  RoleName: text.optional(),
  Tags: tagList.optional(),
};
type Role = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const iamRole = defineResource({
  type: "AWS::IAM::Role",
  properties,
  replaceOn: ["RoleName", "Path"],
  nameProperty: "RoleName",
  takesStackTags: true,
  attributes: ["Arn", "RoleId"],
  async create(wanted, job) {
    const RoleName = wanted.RoleName ?? job.physicalName({ max: 64 });
    const { AssumeRolePolicyDocument, Description, MaxSessionDuration, Path } = wanted;
    const { PermissionsBoundary } = wanted;
    const call = job.call("iam", "CreateRole", {
      RoleName,
      AssumeRolePolicyDocument,
      Description,
      MaxSessionDuration,
      Path,
      PermissionsBoundary,
      Tags: allTags(wanted.Tags, job.stackTags),
    });
    await unlessResumed(job, call, "EntityAlreadyExists");
    job.started(RoleName);
    await applyPolicies(RoleName, { wanted, previous: undefined }, job);
    const { Role } = await job.call("iam", "GetRole", { RoleName });
    return {
      physicalId: RoleName,
      attributes: { Arn: Role?.Arn ?? "", RoleId: Role?.RoleId ?? "" },
    };
  },
  async update(wanted, job) {
    const { physicalId: RoleName, previous } = job;
    const { AssumeRolePolicyDocument: PolicyDocument, Description, MaxSessionDuration } = wanted;
    await job.call("iam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument });
    await job.call("iam", "UpdateRole", { RoleName, Description, MaxSessionDuration });
    await applyBoundary(RoleName, { wanted, previous }, job);
    await applyPolicies(RoleName, { wanted, previous }, job);
    await retag(wanted, job);
    return { physicalId: RoleName, ...job.made };
  },
  async remove(job) {
    const { physicalId: RoleName, properties: role } = job;
    for (const { PolicyName } of role.Policies ?? []) {
      await unlessGone(
        job.call("iam", "DeleteRolePolicy", { RoleName, PolicyName }),
        "NoSuchEntity",
      );
    }
    for (const PolicyArn of role.ManagedPolicyArns ?? []) {
      await unlessGone(
        job.call("iam", "DetachRolePolicy", { RoleName, PolicyArn }),
        "NoSuchEntity",
      );
    }
    await unlessGone(job.call("iam", "DeleteRole", { RoleName }), "NoSuchEntity");
  },
});

interface Change {
  readonly wanted: Role;
  readonly previous: Role | undefined;
}

async function applyPolicies(RoleName: string, change: Change, job: Job): Promise<void> {
  await applyInline(RoleName, change, job);
  const arns = new Set(change.wanted.ManagedPolicyArns);
  for (const PolicyArn of change.previous?.ManagedPolicyArns ?? []) {
    if (arns.has(PolicyArn)) continue;
    await unlessGone(job.call("iam", "DetachRolePolicy", { RoleName, PolicyArn }), "NoSuchEntity");
  }
  for (const PolicyArn of arns) await job.call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
}

async function applyInline(
  RoleName: string,
  { wanted: { Policies = [] }, previous }: Change,
  job: Job,
): Promise<void> {
  const names = new Set(Policies.map(({ PolicyName }) => PolicyName));
  for (const { PolicyName } of previous?.Policies ?? []) {
    if (names.has(PolicyName)) continue;
    await unlessGone(job.call("iam", "DeleteRolePolicy", { RoleName, PolicyName }), "NoSuchEntity");
  }
  for (const { PolicyName, PolicyDocument } of Policies) {
    await job.call("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
  }
}

async function applyBoundary(RoleName: string, change: Change, job: Job): Promise<void> {
  const { PermissionsBoundary } = change.wanted;
  if (PermissionsBoundary === change.previous?.PermissionsBoundary) return;
  if (PermissionsBoundary === undefined) {
    await job.call("iam", "DeleteRolePermissionsBoundary", { RoleName });
  } else {
    await job.call("iam", "PutRolePermissionsBoundary", { RoleName, PermissionsBoundary });
  }
}

async function retag(wanted: Role, job: UpdateJob<Role>): Promise<void> {
  const RoleName = job.physicalId;
  const { removed: TagKeys, set: after } = tagChanges(job, wanted.Tags, job.previous.Tags);
  if (TagKeys.length > 0) await job.call("iam", "UntagRole", { RoleName, TagKeys });
  if (after.length > 0) await job.call("iam", "TagRole", { RoleName, Tags: after });
}
