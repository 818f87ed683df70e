import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html */
export const deleteRolePermissionsBoundary: Operation<
  typeof Iam,
  "DeleteRolePermissionsBoundary",
  IamState
> = (input, { state }) => {
  const { boundaryArn: _boundary, ...role } = requireRole(state, input.RoleName);
  state.roles.put(role.name, role);
  return {};
};
