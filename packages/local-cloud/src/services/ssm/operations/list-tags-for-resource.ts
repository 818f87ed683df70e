import type * as Ssm from "@aws-sdk/client-ssm";
import type { Operation } from "../../../service.ts";
import type { SsmState } from "../state.ts";
import { requireTagged } from "../tagged.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<typeof Ssm, "ListTagsForResource", SsmState> = (
  input,
  { state },
) => {
  const { tags } = requireTagged(state, input);
  return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};
