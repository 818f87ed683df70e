import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { requireRole, type IamState } from "../state.ts";
import { roleView } from "../views.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole: Operation<typeof Iam, "GetRole", IamState> = (input, { state }) => ({
  Role: roleView(requireRole(state, input.RoleName)),
});
