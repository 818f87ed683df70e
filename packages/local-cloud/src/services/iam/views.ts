import type { Policy, PolicyVersion, Role } from "@aws-sdk/client-iam";
import { attachmentCount, boundaryCount, type IamState } from "./state.ts";
import type { IamTag, PolicyRecord, PolicyVersionRecord, RoleRecord } from "./records.ts";

/** A role as GetRole shows it. */
export function roleView(role: RoleRecord): Role {
  const { boundaryArn } = role;
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(boundaryArn === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: "PermissionsBoundaryPolicy",
            PermissionsBoundaryArn: boundaryArn,
          },
        }),
    Tags: tagViews(role.tags),
    RoleLastUsed: {},
  };
}

/** A managed policy as GetPolicy shows it. */
export function policyView(state: IamState, policy: PolicyRecord): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachmentCount(state, policy.arn),
    PermissionsBoundaryUsageCount: boundaryCount(state, policy.arn),
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
    Tags: tagViews(policy.tags),
  };
}

/** A version of a policy; the document is left out of lists. */
export function versionView(policy: PolicyRecord, version: PolicyVersionRecord): PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersion,
    CreateDate: new Date(version.createdAt),
  };
}

/** Documents travel URL-encoded, as RFC 3986 has it. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function tagViews(tags: readonly IamTag[]): IamTag[] | undefined {
  return tags.length === 0 ? undefined : tags.map((tag) => ({ ...tag }));
}
