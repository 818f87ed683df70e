import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { attachable } from "../attachable.ts";
import { checkSession, mergeTags, newId, readName, readPath } from "../lists.ts";
import { checkTrustPolicy } from "../policy-document.ts";
import type { IamState } from "../state.ts";
import { roleView } from "../views.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const createRole: Operation<typeof Iam, "CreateRole", IamState> = (
  input,
  { state, cloud },
) => {
  const name = readName("roleName", input.RoleName, 64);
  const path = readPath(input.Path);
  const trustPolicy = input.AssumeRolePolicyDocument ?? "";
  checkTrustPolicy(trustPolicy);
  if (state.roles.get(name) !== undefined) {
    return fail("EntityAlreadyExists", `Role with name ${name} already exists.`, 409);
  }
  checkSession(input.MaxSessionDuration);
  const { Description: description, PermissionsBoundary: boundaryArn } = input;
  const role = {
    name,
    path,
    id: newId("AROA"),
    arn: `arn:aws:iam::${state.accountId}:role${path}${name}`,
    createdAt: cloud.clock.now(),
    trustPolicy,
    ...(description === undefined ? {} : { description }),
    maxSessionSeconds: input.MaxSessionDuration ?? 3600,
    inline: {},
    attached: [],
    ...(boundaryArn === undefined ? {} : { boundaryArn: attachable(state, boundaryArn) }),
    tags: mergeTags([], input.Tags),
  };
  state.roles.put(name, role);
  return { Role: roleView(role) };
};
