import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { checkIdentityPolicy } from "../policy-document.ts";
import { requireOwnPolicy, type IamState } from "../state.ts";
import { versionView } from "../views.ts";
const MAX_VERSIONS = 5; // of a managed policy; IAM quotas

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html */
export const createPolicyVersion: Operation<typeof Iam, "CreatePolicyVersion", IamState> = (
  input,
  { state, cloud },
) => {
  const policy = requireOwnPolicy(state, input.PolicyArn);
  const document = input.PolicyDocument ?? "";
  checkIdentityPolicy(document);
  if (policy.versions.length >= MAX_VERSIONS) {
    return fail(
      "LimitExceeded",
      "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
      409,
    );
  }
  const createdAt = cloud.clock.now();
  const version = { id: `v${policy.nextVersion}`, document, createdAt };
  const next = {
    ...policy,
    versions: [...policy.versions, version],
    nextVersion: policy.nextVersion + 1,
    updatedAt: createdAt,
    defaultVersion: input.SetAsDefault === true ? version.id : policy.defaultVersion,
  };
  state.policies.put(policy.arn, next);
  return { PolicyVersion: versionView(next, version) };
};
