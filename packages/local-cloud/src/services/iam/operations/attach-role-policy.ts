import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { attachable } from "../attachable.ts";
import { requireRole, type IamState } from "../state.ts";
const MAX_ATTACHED = 10; // managed policies per role; IAM quotas

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const attachRolePolicy: Operation<typeof Iam, "AttachRolePolicy", IamState> = (
  input,
  { state },
) => {
  const role = requireRole(state, input.RoleName);
  const arn = attachable(state, input.PolicyArn ?? "");
  if (role.attached.includes(arn)) return {};
  if (role.attached.length >= MAX_ATTACHED) {
    return fail("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`, 409);
  }
  state.roles.put(role.name, { ...role, attached: [...role.attached, arn] });
  return {};
};
