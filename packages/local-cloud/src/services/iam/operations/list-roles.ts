import type * as Iam from "@aws-sdk/client-iam";
import type { Operation } from "../../../service.ts";
import { page } from "../lists.ts";
import type { IamState } from "../state.ts";
import { roleView } from "../views.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const listRoles: Operation<typeof Iam, "ListRoles", IamState> = (input, { state }) => {
  const { PathPrefix = "/" } = input;
  const roles = state.roles.entries().map(([, role]) => role);
  const { items, ...rest } = page(
    roles.filter(({ path }) => path.startsWith(PathPrefix)),
    input,
  );
  return { Roles: items.map((role) => roleView(role)), ...rest };
};
