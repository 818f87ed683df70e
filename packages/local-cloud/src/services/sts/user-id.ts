import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import { findRole } from "./roles.ts";

/** The `UserId` of a caller: the account for its root, role id and session name for a session. */
export function userIdOf(principal: Principal, cloud: Cloud): string {
  if (principal.kind !== "role") return principal.accountId;
  const roleId = findRole(cloud, principal.roleArn)?.id ?? principal.roleArn;
  return `${roleId}:${principal.sessionName}`;
}
