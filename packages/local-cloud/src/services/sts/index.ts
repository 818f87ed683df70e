import { definePlugin } from "../../service.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { getAccessKeyInfo } from "./operations/get-access-key-info.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";
import { getSessionToken } from "./operations/get-session-token.ts";

/** STS: who calls, and sessions of roles. */
export const sts = definePlugin<"sts", undefined>({
  id: "sts",
  operations: {
    AssumeRole: assumeRole,
    GetAccessKeyInfo: getAccessKeyInfo,
    GetCallerIdentity: getCallerIdentity,
    GetSessionToken: getSessionToken,
  },
  support: {
    AssumeRole: { level: "partial", note: "no session policies, tags or MFA" },
    GetSessionToken: { level: "partial", note: "the credentials are the root's and do not expire" },
  },
  open: () => undefined,
});
