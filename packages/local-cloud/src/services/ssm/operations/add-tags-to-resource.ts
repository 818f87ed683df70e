import type * as Ssm from "@aws-sdk/client-ssm";
import type { Operation } from "../../../service.ts";
import type { SsmState } from "../state.ts";
import { requireTagged } from "../tagged.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
export const addTagsToResource: Operation<typeof Ssm, "AddTagsToResource", SsmState> = (
  input,
  { state },
) => {
  const parameter = requireTagged(state, input);
  const given = (input.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]);
  const tags = { ...parameter.tags, ...Object.fromEntries(given) };
  state.parameters.put(parameter.name, { ...parameter, tags });
  return {};
};
