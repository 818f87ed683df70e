import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { requireOwnPolicy, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html */
export const setDefaultPolicyVersion: Operation<typeof Iam, "SetDefaultPolicyVersion", IamState> = (
  input,
  { state },
) => {
  const policy = requireOwnPolicy(state, input.PolicyArn);
  const id = input.VersionId ?? "";
  if (!policy.versions.some((version) => version.id === id)) {
    return fail("NoSuchEntity", `Policy version ${id} was not found.`, 404);
  }
  state.policies.put(policy.arn, { ...policy, defaultVersion: id });
  return {};
};
