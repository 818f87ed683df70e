import type * as Ssm from "@aws-sdk/client-ssm";
import { AwsError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { SsmState } from "../state.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
export const deleteParameter: Operation<typeof Ssm, "DeleteParameter", SsmState> = (
  input,
  { state },
) => {
  if (!state.parameters.delete(input.Name ?? "")) throw new AwsError("ParameterNotFound", "");
  return {};
};
