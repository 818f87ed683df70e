import { diagnose } from "../check-definition.ts";
import type { StatesOperation } from "../state.ts";

const DEFAULT_RESULTS = 100; // "maxResults: the default is 100"

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export const validateStateMachineDefinition: StatesOperation<
  "ValidateStateMachineDefinition"
> = async (input) => {
  const found = await diagnose(input.definition ?? "", input.type ?? "STANDARD");
  const limit =
    input.maxResults === undefined || input.maxResults === 0 ? DEFAULT_RESULTS : input.maxResults;
  const diagnostics = found
    .slice(0, limit)
    .map((diagnostic) => Object.assign({ severity: "ERROR" as const }, diagnostic));
  return {
    result: found.length === 0 ? "OK" : "FAIL",
    diagnostics,
    truncated: found.length > limit,
  };
};
