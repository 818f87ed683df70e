import type { Credentials } from "@aws-sdk/client-sts";
import type { SessionCredentials } from "../../access/sessions.ts";

/** Credentials as STS answers them. */
export function credentialsView(session: SessionCredentials): Credentials {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: new Date(session.expiresAt),
  };
}
