import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html */
export const detachRolePolicy: Operation<typeof Iam, "DetachRolePolicy", IamState> = (
  input,
  { state },
) => {
  const role = requireRole(state, input.RoleName);
  const arn = input.PolicyArn ?? "";
  if (!role.attached.includes(arn)) {
    return fail("NoSuchEntity", `Policy ${arn} was not found.`, 404);
  }
  const attached = role.attached.filter((other) => other !== arn);
  state.roles.put(role.name, { ...role, attached });
  return {};
};
