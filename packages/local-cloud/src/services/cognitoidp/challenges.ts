import { randomUUID } from "node:crypto";
import { challengeMs } from "./client-settings.ts";
import { notAuthorized } from "./errors.ts";
import type { Client, Pool } from "./state.ts";
import type { User } from "./user.ts";
import { findUser, type PoolsContext } from "./users.ts";

/** Asks a user for a new password; gives the `Session` to answer with. */
export function openChallenge(
  { state, cloud }: PoolsContext,
  { client, user }: { client: Client; user: User },
): string {
  const now = cloud.clock.now();
  for (const [key, { expiresAt }] of state.challenges.entries({ prefix: `${user.sub} ` })) {
    if (expiresAt <= now) state.challenges.delete(key);
  }
  const key = `${user.sub} ${randomUUID()}`;
  state.challenges.put(key, {
    poolId: user.poolId,
    clientId: client.id,
    sub: user.sub,
    name: "NEW_PASSWORD_REQUIRED",
    expiresAt: now + challengeMs(client.settings),
  });
  return Buffer.from(key).toString("base64url");
}

/**
 * The user whom a `Session` asks; it can be answered once, see {@link closeChallenge}.
 *
 * @throws {AwsError} `NotAuthorizedException`.
 */
export function challengedUser(
  { state, cloud }: PoolsContext,
  { pool, client, session }: { pool: Pool; client: Client; session: string },
): User {
  const challenge = state.challenges.get(keyOf(session));
  const user = challenge && findUser(state, pool, challenge.sub);
  if (challenge?.clientId !== client.id || user === undefined) {
    throw notAuthorized("Invalid session for the user.");
  }
  if (challenge.expiresAt <= cloud.clock.now()) {
    throw notAuthorized("Invalid session for the user, session is expired.");
  }
  return user;
}

/** Ends a `Session` that was answered. */
export function closeChallenge({ state }: PoolsContext, session: string): void {
  state.challenges.delete(keyOf(session));
}

function keyOf(session: string): string {
  return Buffer.from(session, "base64url").toString("utf8");
}
