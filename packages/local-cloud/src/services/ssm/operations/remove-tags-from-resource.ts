import type * as Ssm from "@aws-sdk/client-ssm";
import type { Operation } from "../../../service.ts";
import type { SsmState } from "../state.ts";
import { requireTagged } from "../tagged.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html */
export const removeTagsFromResource: Operation<typeof Ssm, "RemoveTagsFromResource", SsmState> = (
  input,
  { state },
) => {
  const parameter = requireTagged(state, input);
  const keys = new Set(input.TagKeys);
  const tags = Object.fromEntries(Object.entries(parameter.tags).filter(([key]) => !keys.has(key)));
  state.parameters.put(parameter.name, { ...parameter, tags });
  return {};
};
