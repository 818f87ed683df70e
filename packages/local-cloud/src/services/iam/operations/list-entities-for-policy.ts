import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { page } from "../lists.ts";
import { requirePolicy, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
export const listEntitiesForPolicy: Operation<typeof Iam, "ListEntitiesForPolicy", IamState> = (
  input,
  { state },
) => {
  const { arn } = requirePolicy(state, input.PolicyArn);
  const roles = state.roles
    .entries()
    .flatMap(([, role]) =>
      role.attached.includes(arn) ? [{ RoleName: role.name, RoleId: role.id }] : [],
    );
  const { items, ...rest } = page(roles, input);
  return { PolicyRoles: items, PolicyUsers: [], PolicyGroups: [], ...rest };
};
