import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { readName } from "../lists.ts";
import { checkIdentityPolicy } from "../policy-document.ts";
import { requireRole, type IamState } from "../state.ts";
const MAX_INLINE_CHARACTERS = 10_240; // all inline policies of a role, without white space; IAM quotas

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const putRolePolicy: Operation<typeof Iam, "PutRolePolicy", IamState> = (
  input,
  { state },
) => {
  const role = requireRole(state, input.RoleName);
  const name = readName("policyName", input.PolicyName, 128);
  const document = input.PolicyDocument ?? "";
  checkIdentityPolicy(document);
  const inline = { ...role.inline, [name]: document };
  const size = Object.values(inline).join("").replaceAll(/\s/gu, "").length;
  if (size > MAX_INLINE_CHARACTERS) {
    return fail(
      "LimitExceeded",
      `Maximum policy size of ${MAX_INLINE_CHARACTERS} bytes exceeded for role ${role.name}`,
      409,
    );
  }
  state.roles.put(role.name, { ...role, inline });
  return {};
};
