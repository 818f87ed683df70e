import type { SupportNote } from "../../service.ts";

function partial(note: string): SupportNote {
  return { level: "partial", note };
}

/** What is missing in operations that are there. */
export const SUPPORT = {
  AdminInitiateAuth: partial("passwords and refresh tokens; no SRP, custom or choice-based flows"),
  AdminRespondToAuthChallenge: partial("NEW_PASSWORD_REQUIRED"),
  CreateUserPool: partial(
    "no MFA, devices, links in mails, custom challenges or senders, user migration; messages go to the inbox; advanced security is stored, without effect",
  ),
  CreateUserPoolClient: partial(
    "no OAuth flows, other identity providers or rotation of refresh tokens; without ReadAttributes or WriteAttributes a client has the standard attributes, as the API reference says",
  ),
  InitiateAuth: partial("passwords and refresh tokens; no SRP, custom or choice-based flows"),
  RespondToAuthChallenge: partial("NEW_PASSWORD_REQUIRED"),
  RevokeToken: partial("no RevokeAssociatedSessions"),
  SignUp: partial("with a password"),
  UpdateUserPool: partial("as CreateUserPool"),
  UpdateUserPoolClient: partial("as CreateUserPoolClient"),
} as const;
