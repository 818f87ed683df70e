import type * as Iam from "@aws-sdk/client-iam";
import type { Policy, PolicyUsageType } from "@aws-sdk/client-iam";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { page } from "../lists.ts";
import type { IamState } from "../state.ts";
import { policyView } from "../views.ts";

function isUsedAs(policy: Policy, usage: PolicyUsageType): boolean {
  const { AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 } = policy;
  return usage === "PermissionsBoundary" ? PermissionsBoundaryUsageCount > 0 : AttachmentCount > 0;
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
export const listPolicies: Operation<typeof Iam, "ListPolicies", IamState> = (input, { state }) => {
  const { PathPrefix = "/", Scope, OnlyAttached, PolicyUsageFilter } = input;
  if (Scope === "AWS") throw new NotEmulatedError("ListPolicies", "Scope AWS");
  const policies = state.policies
    .entries()
    .map(([, policy]) => policyView(state, policy))
    .filter(({ Path = "/" }) => Path.startsWith(PathPrefix))
    .filter(({ AttachmentCount = 0 }) => OnlyAttached !== true || AttachmentCount > 0)
    .filter((policy) => PolicyUsageFilter === undefined || isUsedAs(policy, PolicyUsageFilter));
  const { items, ...rest } = page(policies, input);
  return { Policies: items, ...rest };
};
