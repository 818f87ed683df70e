import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { checkSession } from "../lists.ts";
import { requireRole, type IamState } from "../state.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html */
export const updateRole: Operation<typeof Iam, "UpdateRole", IamState> = (input, { state }) => {
  const role = requireRole(state, input.RoleName);
  checkSession(input.MaxSessionDuration);
  const { Description: description = role.description } = input;
  state.roles.put(role.name, {
    ...role,
    ...(description === undefined ? {} : { description }),
    maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
  });
  return {};
};
