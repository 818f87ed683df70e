import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { page } from "../lists.ts";
import { requirePolicy, type IamState } from "../state.ts";
import { versionView } from "../views.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html */
export const listPolicyVersions: Operation<typeof Iam, "ListPolicyVersions", IamState> = (
  input,
  { state },
) => {
  const policy = requirePolicy(state, input.PolicyArn);
  const { items, ...rest } = page([...policy.versions].reverse(), input);
  return { Versions: items.map((version) => versionView(policy, version)), ...rest };
};
