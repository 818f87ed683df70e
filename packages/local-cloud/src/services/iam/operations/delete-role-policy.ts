import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html */
export const deleteRolePolicy: Operation<typeof Iam, "DeleteRolePolicy", IamState> = (
  input,
  { state },
) => {
  const role = requireRole(state, input.RoleName);
  const name = input.PolicyName ?? "";
  if (!Object.hasOwn(role.inline, name)) {
    return fail("NoSuchEntity", `The role policy with name ${name} cannot be found.`, 404);
  }
  const inline = Object.fromEntries(Object.entries(role.inline).filter(([key]) => key !== name));
  state.roles.put(role.name, { ...role, inline });
  return {};
};
