import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { attachable } from "../attachable.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html */
export const putRolePermissionsBoundary: Operation<
  typeof Iam,
  "PutRolePermissionsBoundary",
  IamState
> = (input, { state }) => {
  const role = requireRole(state, input.RoleName);
  const boundaryArn = attachable(state, input.PermissionsBoundary ?? "");
  state.roles.put(role.name, { ...role, boundaryArn });
  return {};
};
