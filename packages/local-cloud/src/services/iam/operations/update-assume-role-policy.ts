import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { checkTrustPolicy } from "../policy-document.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
export const updateAssumeRolePolicy: Operation<typeof Iam, "UpdateAssumeRolePolicy", IamState> = (
  input,
  { state },
) => {
  const role = requireRole(state, input.RoleName);
  const trustPolicy = input.PolicyDocument ?? "";
  checkTrustPolicy(trustPolicy);
  state.roles.put(role.name, { ...role, trustPolicy });
  return {};
};
