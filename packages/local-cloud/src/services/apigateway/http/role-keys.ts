import type { Sessions, SessionCredentials } from "../../../access/sessions.ts";
import type { Clock } from "../../../clock.ts";

/** Credentials of the roles that integrations have, each used for as long as it lasts. */
export interface RoleKeys {
  of(role: { readonly roleArn: string; readonly sessionName: string }): SessionCredentials;
}

const SESSION_SECONDS = 3600;
const SPARE_MS = 60_000; // a call that begins now should not see them expire

/** Makes an empty store of credentials. */
export function createRoleKeys(cloud: {
  readonly sessions: Sessions;
  readonly clock: Clock;
}): RoleKeys {
  const issued = new Map<string, SessionCredentials>();
  return {
    of({ roleArn, sessionName }) {
      const known = issued.get(roleArn);
      if (known !== undefined && known.expiresAt - SPARE_MS > cloud.clock.now()) return known;
      const fresh = cloud.sessions.issue({
        roleArn,
        sessionName,
        durationSeconds: SESSION_SECONDS,
      });
      issued.set(roleArn, fresh);
      return fresh;
    },
  };
}
