import type * as Ssm from "@aws-sdk/client-ssm";
import type { Operation } from "../../../service.ts";
import { select, type SsmState } from "../state.ts";
import { parameterView } from "../views.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export const getParameter: Operation<typeof Ssm, "GetParameter", SsmState> = (
  input,
  { state, cloud },
) => ({
  Parameter: parameterView(select(state, input.Name ?? ""), {
    config: cloud.config,
    decrypt: input.WithDecryption === true,
  }),
});
