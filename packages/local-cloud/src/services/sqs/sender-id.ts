import { createHash } from "node:crypto";
import type { Principal } from "../../access/principal.ts";

const BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const UNIQUE_ID_LENGTH = 17; // after the four letters of its kind

/**
 * The `SenderId` of what a caller sends. On AWS a role's or service's is built on the unique id of
 * its IAM entity; ours is derived from its name, so it is as stable but not the id IAM shows.
 */
export function senderId(principal: Principal): string {
  switch (principal.kind) {
    case "root":
      return principal.accountId;
    case "role":
      return `${uniqueId("AROA", principal.roleArn)}:${principal.sessionName}`;
    case "service":
      return uniqueId("AIDA", principal.service);
    case "anonymous":
      return uniqueId("AIDA", "anonymous");
  }
}

function uniqueId(prefix: string, name: string): string {
  const bytes = createHash("sha256").update(name).digest().subarray(0, UNIQUE_ID_LENGTH);
  return prefix + Array.from(bytes, (byte) => BASE_32[byte % BASE_32.length]).join("");
}
