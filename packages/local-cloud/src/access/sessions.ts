import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { Principal } from "./principal.ts";

/** Temporary credentials of a role, as STS answers them. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

interface SessionRecord {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly secretAccessKey: string;
  readonly expiresAt: number;
}

/** The credentials that this cloud has handed out, and who they stand for. */
export interface Sessions {
  /** Makes credentials for a session of a role. */
  issue(role: {
    roleArn: string;
    sessionName: string;
    durationSeconds: number;
  }): SessionCredentials;
  /**
   * Who holds an access key. A key that was never handed out here is the account's root: any
   * throw-away credentials will do; twelve digits as the key id name another account.
   *
   * @returns `undefined` when the session has expired.
   */
  principalOf(accessKeyId: string): Principal | undefined;
  /** The secret of a session's key. That of a throw-away key is known only to who made it up. */
  secretOf(accessKeyId: string): string | undefined;
}

const SESSION_KEY_PREFIX = "ASIA"; // of temporary access key ids; IAM user guide, "unique identifiers"

/** Opens the session table of the store. */
export function openSessions(store: Store, clock: Clock, accountId: string): Sessions {
  const records = store.collection<SessionRecord>("access.sessions");
  // Every start of a function's process has its own; none is of use once it has expired.
  for (const [key, { expiresAt }] of records.entries()) {
    if (expiresAt <= clock.now()) records.delete(key);
  }
  const accountOf = (roleArn: string): string => roleArn.split(":")[4] ?? accountId;

  return {
    issue({ roleArn, sessionName, durationSeconds }) {
      const accessKeyId =
        SESSION_KEY_PREFIX + randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
      const secretAccessKey = randomBytes(30).toString("base64");
      const expiresAt = clock.now() + durationSeconds * 1000;
      records.put(accessKeyId, { roleArn, sessionName, secretAccessKey, expiresAt });
      const sessionToken = randomBytes(96).toString("base64");
      return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
    },
    principalOf(accessKeyId) {
      if (!accessKeyId.startsWith(SESSION_KEY_PREFIX)) {
        return { kind: "root", accountId: /^\d{12}$/.test(accessKeyId) ? accessKeyId : accountId };
      }
      const record = records.get(accessKeyId);
      if (record === undefined || record.expiresAt <= clock.now()) return undefined;
      const { roleArn, sessionName } = record;
      return { kind: "role", accountId: accountOf(roleArn), roleArn, sessionName };
    },
    secretOf: (accessKeyId) => records.get(accessKeyId)?.secretAccessKey,
  };
}
