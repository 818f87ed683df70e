import * as z from "zod";
import { NotEmulatedError } from "../../errors.ts";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job } from "../job.ts";
import { document, text } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";

const properties = {
  Description: text.optional(),
  ManagedPolicyName: text.optional(),
  Path: text.optional(),
  PolicyDocument: document,
  Roles: z.array(text).optional(),
  Groups: z.array(text).optional(),
  Users: z.array(text).optional(),
};
type Policy = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const iamManagedPolicy = defineResource({
  type: "AWS::IAM::ManagedPolicy",
  properties,
  replaceOn: ["ManagedPolicyName", "Path", "Description"],
  nameProperty: "ManagedPolicyName",
  attributes: ["PolicyArn"],
  async create(wanted, job) {
    refuseOthers(wanted);
    const PolicyName = wanted.ManagedPolicyName ?? job.physicalName({ max: 128 });
    const { PolicyDocument, Path = "/", Description } = wanted;
    const call = job.call("iam", "CreatePolicy", { PolicyName, PolicyDocument, Path, Description });
    const answer = await unlessResumed(job, call, "EntityAlreadyExists");
    const { accountId } = job.cloud.config;
    const arn = answer?.Policy?.Arn ?? `arn:aws:iam::${accountId}:policy${Path}${PolicyName}`;
    job.started(arn);
    await attach(arn, wanted.Roles, job);
    return { physicalId: arn, attributes: { PolicyArn: arn } };
  },
  async update(wanted, job) {
    refuseOthers(wanted);
    const { physicalId: PolicyArn, previous } = job;
    const { PolicyDocument } = wanted;
    if (PolicyDocument !== previous.PolicyDocument) {
      await makeRoomForVersion(PolicyArn, job);
      const version = { PolicyArn, PolicyDocument, SetAsDefault: true };
      await job.call("iam", "CreatePolicyVersion", version);
    }
    const kept = new Set(wanted.Roles);
    await detach(
      PolicyArn,
      previous.Roles?.filter((role) => !kept.has(role)),
      job,
    );
    await attach(PolicyArn, wanted.Roles, job);
    return { physicalId: PolicyArn, ...job.made };
  },
  async remove(job) {
    const { physicalId: PolicyArn } = job;
    await detach(PolicyArn, job.properties.Roles, job);
    await unlessGone(deleteOldVersions(PolicyArn, job), "NoSuchEntity");
    await unlessGone(job.call("iam", "DeletePolicy", { PolicyArn }), "NoSuchEntity");
  },
});

const MAX_VERSIONS = 5; // of a managed policy; IAM quotas

function refuseOthers({ Groups = [], Users = [] }: Policy): void {
  if (Groups.length + Users.length > 0) {
    throw new NotEmulatedError("AWS::IAM::ManagedPolicy", "Groups and Users");
  }
}

async function makeRoomForVersion(PolicyArn: string, job: Job): Promise<void> {
  const { Versions = [] } = await job.call("iam", "ListPolicyVersions", { PolicyArn });
  const oldest = Versions.findLast(({ IsDefaultVersion }) => IsDefaultVersion !== true);
  if (Versions.length < MAX_VERSIONS || oldest?.VersionId === undefined) return;
  await job.call("iam", "DeletePolicyVersion", { PolicyArn, VersionId: oldest.VersionId });
}

async function deleteOldVersions(PolicyArn: string, job: Job): Promise<void> {
  const { Versions = [] } = await job.call("iam", "ListPolicyVersions", { PolicyArn });
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (IsDefaultVersion === true || VersionId === undefined) continue;
    await job.call("iam", "DeletePolicyVersion", { PolicyArn, VersionId });
  }
}

async function attach(PolicyArn: string, roles: readonly string[] = [], job: Job): Promise<void> {
  for (const RoleName of roles) await job.call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
}

async function detach(
  PolicyArn: string,
  roles: readonly string[] | undefined,
  job: Job,
): Promise<void> {
  for (const RoleName of roles ?? []) {
    await unlessGone(job.call("iam", "DetachRolePolicy", { RoleName, PolicyArn }), "NoSuchEntity");
  }
}
