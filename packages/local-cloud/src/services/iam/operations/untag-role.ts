import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { withoutTags } from "../lists.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html */
export const untagRole: Operation<typeof Iam, "UntagRole", IamState> = (input, { state }) => {
  const role = requireRole(state, input.RoleName);
  state.roles.put(role.name, { ...role, tags: withoutTags(role.tags, input.TagKeys) });
  return {};
};
