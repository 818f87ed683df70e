import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { requireOwnPolicy, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html */
export const deletePolicyVersion: Operation<typeof Iam, "DeletePolicyVersion", IamState> = (
  input,
  { state },
) => {
  const policy = requireOwnPolicy(state, input.PolicyArn);
  const id = input.VersionId ?? "";
  if (id === policy.defaultVersion) {
    return fail("DeleteConflict", "Cannot delete the default version of a policy.", 409);
  }
  const versions = policy.versions.filter((version) => version.id !== id);
  if (versions.length === policy.versions.length) {
    return fail("NoSuchEntity", `Policy version ${id} was not found.`, 404);
  }
  state.policies.put(policy.arn, { ...policy, versions });
  return {};
};
