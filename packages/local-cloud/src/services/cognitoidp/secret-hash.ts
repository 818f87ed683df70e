import { createHmac, timingSafeEqual } from "node:crypto";
import { notAuthorized } from "./errors.ts";
import type { Client } from "./state.ts";

/**
 * Checks the proof that a caller knows the client's secret.
 *
 * @param names The user name as the caller gave it, and others that it may have been made with.
 * @throws {AwsError} `NotAuthorizedException`.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function checkSecretHash(
  client: Client,
  given: string | undefined,
  names: readonly string[],
): void {
  const { id, secret } = client;
  if (secret === undefined) {
    if (given === undefined) return;
    throw notAuthorized(`Client ${id} is not configured for secret but secret hash was received`);
  }
  if (given === undefined) {
    throw notAuthorized(`Client ${id} is configured with secret but SECRET_HASH was not received`);
  }
  if (names.some((name) => isEqual(given, secretHash(name, id, secret)))) return;
  throw notAuthorized(`Unable to verify secret hash for client ${id}`);
}

function secretHash(username: string, clientId: string, secret: string): string {
  return createHmac("sha256", secret).update(`${username}${clientId}`).digest("base64");
}

/** In a time that tells nothing of where two texts differ. */
export function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
