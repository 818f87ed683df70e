import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { requireRole, type IamState } from "../state.ts";
import { encodeDocument } from "../views.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export const getRolePolicy: Operation<typeof Iam, "GetRolePolicy", IamState> = (
  input,
  { state },
) => {
  const role = requireRole(state, input.RoleName);
  const name = input.PolicyName ?? "";
  const document = Object.hasOwn(role.inline, name) ? role.inline[name] : undefined;
  if (document === undefined) {
    return fail("NoSuchEntity", `The role policy with name ${name} cannot be found.`, 404);
  }
  return { RoleName: role.name, PolicyName: name, PolicyDocument: encodeDocument(document) };
};
