import type * as Iam from "@aws-sdk/client-iam";
import type { Needs, PermissionTable, Place } from "./permission.ts";

interface RoleInput {
  readonly RoleName?: string | undefined;
}

interface PolicyInput {
  readonly PolicyArn?: string | undefined;
}

/** IAM has no regions. */
function iamArn({ accountId }: Place, resource: string): string {
  return `arn:aws:iam::${accountId}:${resource}`;
}

const onRole = ({ RoleName = "" }: RoleInput, place: Place): Needs => [place.roleArn(RoleName)];
const onPolicy = ({ PolicyArn = "*" }: PolicyInput): Needs => [PolicyArn];

function attach(action: string): (input: RoleInput & PolicyInput, place: Place) => Needs {
  return ({ RoleName = "", PolicyArn }, place) => [
    {
      action: `iam:${action}`,
      resource: place.roleArn(RoleName),
      context: { "iam:PolicyARN": PolicyArn },
    },
  ];
}

interface BoundaryInput extends RoleInput {
  readonly PermissionsBoundary?: string | undefined;
}

const bound = (action: string, resource: string, input: BoundaryInput): Needs => [
  {
    action: `iam:${action}`,
    resource,
    context: { "iam:PermissionsBoundary": input.PermissionsBoundary },
  },
];

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const IAM_PERMISSIONS: PermissionTable<typeof Iam> = {
  AttachRolePolicy: attach("AttachRolePolicy"),
  CreatePolicy: ({ Path = "/", PolicyName = "" }, place) => [
    iamArn(place, `policy${Path}${PolicyName}`),
  ],
  CreatePolicyVersion: onPolicy,
  CreateRole: (input, place) =>
    bound("CreateRole", iamArn(place, `role${input.Path ?? "/"}${input.RoleName ?? ""}`), input),
  DeletePolicy: onPolicy,
  DeletePolicyVersion: onPolicy,
  DeleteRole: onRole,
  DeleteRolePermissionsBoundary: onRole,
  DeleteRolePolicy: onRole,
  DetachRolePolicy: attach("DetachRolePolicy"),
  GetPolicy: onPolicy,
  GetPolicyVersion: onPolicy,
  GetRole: onRole,
  GetRolePolicy: onRole,
  ListAttachedRolePolicies: onRole,
  ListEntitiesForPolicy: onPolicy,
  ListPolicies: (_input, place) => [iamArn(place, "policy/")],
  ListPolicyVersions: onPolicy,
  ListRolePolicies: onRole,
  ListRoleTags: onRole,
  ListRoles: ({ PathPrefix = "/" }, place) => [iamArn(place, `role${PathPrefix}`)],
  ListUsers: ({ PathPrefix = "/" }, place) => [iamArn(place, `user${PathPrefix}`)],
  PutRolePermissionsBoundary: (input, place) =>
    bound("PutRolePermissionsBoundary", place.roleArn(input.RoleName ?? ""), input),
  PutRolePolicy: onRole,
  SetDefaultPolicyVersion: onPolicy,
  TagRole: onRole,
  UntagRole: onRole,
  UpdateAssumeRolePolicy: onRole,
  UpdateRole: onRole,
};
