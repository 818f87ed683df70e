import { createHash, randomBytes, randomUUID } from "node:crypto";
import { validityOf } from "./client-settings.ts";
import { notAuthorized } from "./errors.ts";
import { isEqual } from "./secret-hash.ts";
import type { Client, PoolsState, SignIn } from "./state.ts";
import type { User } from "./user.ts";
import type { PoolsContext } from "./users.ts";

function signInKey({ sub, originJti }: Pick<SignIn, "sub" | "originJti">): string {
  return `${sub} ${originJti}`;
}

/** Begins a sign-in; its refresh token is only known to the one who gets it now. */
export function beginSignIn(
  { state, cloud }: PoolsContext,
  { client, user }: { client: Client; user: User },
): { signIn: SignIn; refreshToken: string } {
  const now = cloud.clock.now();
  const originJti = randomUUID();
  const parts = [user.sub, originJti, randomBytes(32).toString("base64url")];
  const refreshToken = Buffer.from(parts.join(" ")).toString("base64url");
  const signIn: SignIn = {
    poolId: user.poolId,
    clientId: client.id,
    sub: user.sub,
    originJti,
    tokenHash: hashOf(refreshToken),
    authAt: now,
    expiresAt: now + validityOf(client.settings).refreshMs,
  };
  cloud.store.transaction(() => {
    for (const [key, old] of state.signIns.entries({ prefix: `${user.sub} ` })) {
      if (old.expiresAt <= now) state.signIns.delete(key);
    }
    state.signIns.put(signInKey(signIn), signIn);
  });
  return { signIn, refreshToken };
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}

/** The sign-in of a token of it; `undefined` when it was ended for good. */
export function findSignIn(
  { signIns }: PoolsState,
  names: Pick<SignIn, "sub" | "originJti">,
): SignIn | undefined {
  return signIns.get(signInKey(names));
}

/**
 * The sign-in of a refresh token that this client got.
 *
 * @throws {AwsError} `NotAuthorizedException`.
 */
export function signInOf(
  { state, cloud }: PoolsContext,
  { client, token }: { client: Client; token: string },
): SignIn {
  const [sub = "", originJti = ""] = Buffer.from(token, "base64url").toString("utf8").split(" ");
  const signIn = findSignIn(state, { sub, originJti });
  const isKnown = signIn !== undefined && isEqual(signIn.tokenHash, hashOf(token));
  if (!isKnown || signIn.clientId !== client.id) throw notAuthorized("Invalid Refresh Token");
  if (signIn.revoked === true) throw notAuthorized("Refresh Token has been revoked");
  if (signIn.expiresAt <= cloud.clock.now()) throw notAuthorized("Refresh Token has expired");
  return signIn;
}

/** Ends a sign-in: its refresh token and the access tokens that came of it. */
export function revokeSignIn({ signIns }: PoolsState, signIn: SignIn): void {
  signIns.put(signInKey(signIn), { ...signIn, revoked: true });
}

/** Ends every sign-in of a user. */
export function revokeAll({ state, cloud }: PoolsContext, { sub }: Pick<User, "sub">): void {
  cloud.store.transaction(() => {
    for (const [, signIn] of state.signIns.entries({ prefix: `${sub} ` })) {
      revokeSignIn(state, signIn);
    }
  });
}
