import type * as Ssm from "@aws-sdk/client-ssm";
import { AwsError, fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { select, type Selected, type SsmState } from "../state.ts";
import { parameterView } from "../views.ts";
const MAX_NAMES = 10; // GetParameters, Names

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export const getParameters: Operation<typeof Ssm, "GetParameters", SsmState> = (
  input,
  { state, cloud },
) => {
  const names = [...new Set(input.Names)];
  if (names.length > MAX_NAMES) {
    return fail(
      "ValidationException",
      `1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to ${MAX_NAMES}`,
    );
  }
  const options = { config: cloud.config, decrypt: input.WithDecryption === true };
  const Parameters: Ssm.Parameter[] = [];
  const InvalidParameters: string[] = [];
  for (const name of names) {
    const found = trySelect(state, name);
    if (found === undefined) InvalidParameters.push(name);
    else Parameters.push(parameterView(found, options));
  }
  return { Parameters, InvalidParameters };
};

function trySelect(state: SsmState, name: string): Selected | undefined {
  try {
    return select(state, name);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
