import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { page } from "../lists.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html */
export const listRoleTags: Operation<typeof Iam, "ListRoleTags", IamState> = (input, { state }) => {
  const { items, ...rest } = page(requireRole(state, input.RoleName).tags, input);
  return { Tags: items, ...rest };
};
