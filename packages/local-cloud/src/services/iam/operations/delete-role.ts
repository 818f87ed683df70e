import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export const deleteRole: Operation<typeof Iam, "DeleteRole", IamState> = (input, { state }) => {
  const role = requireRole(state, input.RoleName);
  if (role.attached.length > 0) {
    return fail("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
  }
  if (Object.keys(role.inline).length > 0) {
    return fail("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
  }
  state.roles.delete(role.name);
  return {};
};
