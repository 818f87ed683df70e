import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { page } from "../lists.ts";
import type { RoleRecord } from "../records.ts";
import { requirePolicy, type IamState } from "../state.ts";

/** Without a usage, any counts: attached, or as a boundary. */
function uses({ attached, boundaryArn }: RoleRecord, arn: string, usage?: string): boolean {
  const isAttached = attached.includes(arn) && usage !== "PermissionsBoundary";
  return isAttached || (boundaryArn === arn && usage !== "PermissionsPolicy");
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
export const listEntitiesForPolicy: Operation<typeof Iam, "ListEntitiesForPolicy", IamState> = (
  input,
  { state },
) => {
  const { arn } = requirePolicy(state, input.PolicyArn);
  const { EntityFilter: kind = "Role", PathPrefix: path = "/", PolicyUsageFilter: usage } = input;
  const roles = state.roles
    .entries()
    .map(([, role]) => role)
    .filter((role) => kind === "Role" && role.path.startsWith(path) && uses(role, arn, usage))
    .map((role) => ({ RoleName: role.name, RoleId: role.id }));
  const { items, ...rest } = page(roles, input);
  return { PolicyRoles: items, PolicyUsers: [], PolicyGroups: [], ...rest };
};
