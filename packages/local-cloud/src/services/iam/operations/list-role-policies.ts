import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { page } from "../lists.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html */
export const listRolePolicies: Operation<typeof Iam, "ListRolePolicies", IamState> = (
  input,
  { state },
) => {
  const role = requireRole(state, input.RoleName);
  const { items, ...rest } = page(Object.keys(role.inline).sort(), input);
  return { PolicyNames: items, ...rest };
};
