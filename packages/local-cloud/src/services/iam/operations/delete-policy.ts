import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { isInUse, requireOwnPolicy, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export const deletePolicy: Operation<typeof Iam, "DeletePolicy", IamState> = (input, { state }) => {
  const policy = requireOwnPolicy(state, input.PolicyArn);
  if (isInUse(state, policy.arn)) {
    return fail("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
  }
  if (policy.versions.length > 1) {
    return fail(
      "DeleteConflict",
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      409,
    );
  }
  state.policies.delete(policy.arn);
  return {};
};
