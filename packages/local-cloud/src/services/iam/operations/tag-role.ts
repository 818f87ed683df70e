import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { mergeTags } from "../lists.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html */
export const tagRole: Operation<typeof Iam, "TagRole", IamState> = (input, { state }) => {
  const role = requireRole(state, input.RoleName);
  state.roles.put(role.name, { ...role, tags: mergeTags(role.tags, input.Tags) });
  return {};
};
