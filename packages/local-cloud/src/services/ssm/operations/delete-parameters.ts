import type * as Ssm from "@aws-sdk/client-ssm";
import type { Operation } from "../../../service.ts";
import type { SsmState } from "../state.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
export const deleteParameters: Operation<typeof Ssm, "DeleteParameters", SsmState> = (
  input,
  { state },
) => {
  const names = [...new Set(input.Names)];
  const DeletedParameters = names.filter((name) => state.parameters.delete(name));
  const InvalidParameters = names.filter((name) => !DeletedParameters.includes(name));
  return { DeletedParameters, InvalidParameters };
};
