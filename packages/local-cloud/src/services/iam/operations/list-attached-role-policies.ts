import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { page } from "../lists.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html */
export const listAttachedRolePolicies: Operation<
  typeof Iam,
  "ListAttachedRolePolicies",
  IamState
> = (input, { state }) => {
  const role = requireRole(state, input.RoleName);
  const { items, ...rest } = page(role.attached, input);
  const AttachedPolicies = items.map((PolicyArn) => ({
    PolicyName: PolicyArn.split("/").at(-1) ?? "",
    PolicyArn,
  }));
  return { AttachedPolicies, ...rest };
};
