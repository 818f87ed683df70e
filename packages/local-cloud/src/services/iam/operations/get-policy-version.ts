import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { requirePolicy, type IamState } from "../state.ts";
import { encodeDocument, versionView } from "../views.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
export const getPolicyVersion: Operation<typeof Iam, "GetPolicyVersion", IamState> = (
  input,
  { state },
) => {
  const policy = requirePolicy(state, input.PolicyArn);
  const version = policy.versions.find(({ id }) => id === input.VersionId);
  if (version === undefined) {
    return fail(
      "NoSuchEntity",
      `Policy ${policy.arn} version ${input.VersionId} does not exist or is not attachable.`,
      404,
    );
  }
  const Document = encodeDocument(version.document);
  return { PolicyVersion: { ...versionView(policy, version), Document } };
};
