import { AwsError, NotEmulatedError } from "../../errors.ts";
import type { ParameterRecord, SsmState } from "./state.ts";

/**
 * The parameter that a tag operation names.
 *
 * @throws {AwsError} `InvalidResourceId`.
 * @throws {NotEmulatedError} Other kinds of resources.
 */
export function requireTagged(
  state: SsmState,
  input: { ResourceType?: string | undefined; ResourceId?: string | undefined },
): ParameterRecord {
  if (input.ResourceType !== "Parameter") {
    throw new NotEmulatedError("Systems Manager", `tags of ${input.ResourceType}`);
  }
  const found = state.parameters.get(input.ResourceId ?? "");
  if (found !== undefined) return found;
  throw new AwsError(
    "InvalidResourceId",
    "The resource ID is not valid. Verify that you entered the correct ID and try again.",
  );
}
