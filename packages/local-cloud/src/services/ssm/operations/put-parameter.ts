import type * as Ssm from "@aws-sdk/client-ssm";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { principalArn } from "../../../access/principal.ts";
import { newVersion, readName } from "../new-version.ts";
import type { SsmState } from "../state.ts";
const MAX_VERSIONS = 100; // kept per parameter; Systems Manager quotas

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const putParameter: Operation<typeof Ssm, "PutParameter", SsmState> = (
  input,
  { state, cloud, principal },
) => {
  const name = readName(input.Name);
  const before = state.parameters.get(name);
  if (before !== undefined && input.Overwrite !== true) {
    return fail(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    );
  }
  if (before !== undefined && input.Tags !== undefined) {
    return fail(
      "ValidationException",
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  const by = principalArn(principal);
  const version = newVersion(input, before, { at: cloud.clock.now(), by });
  const kept = (before?.versions ?? []).slice(-(MAX_VERSIONS - 1));
  const tags = Object.fromEntries(
    (input.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]),
  );
  state.parameters.put(name, {
    name,
    versions: [...kept, version],
    tags: before?.tags ?? tags,
  });
  return { Version: version.version, Tier: version.tier };
};
