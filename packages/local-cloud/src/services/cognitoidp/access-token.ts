import { createLocalJWKSet, decodeJwt, errors, jwtVerify } from "jose";
import * as z from "zod";
import { USER_SCOPE } from "./claims.ts";
import { notAuthorized, userNotFound } from "./errors.ts";
import { findSignIn } from "./sign-ins.ts";
import type { Client, Pool } from "./state.ts";
import type { User } from "./user.ts";
import { findUser, type PoolsContext } from "./users.ts";

/** Who calls with an access token. */
export interface Caller {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
}

const AccessClaims = z.object({
  token_use: z.literal("access"),
  sub: z.string(),
  client_id: z.string(),
  scope: z.string().catch(""),
  origin_jti: z.string().optional(),
  iat: z.number(),
});
type AccessClaims = z.infer<typeof AccessClaims>;

const LONGEST_TOKEN = 65_536; // characters; TokenModelType

/**
 * The user whose access token this is.
 *
 * @throws {AwsError} `NotAuthorizedException` for a token that is not ours, too old, revoked or
 *   without the scope for it; `UserNotFoundException` for a user who is gone.
 */
export async function callerOf(ctx: PoolsContext, token = ""): Promise<Caller> {
  const { pool, claims } = await verified(ctx, token);
  const client = ctx.state.clients.get(claims.client_id);
  if (client?.poolId !== pool.id) throw invalid();
  const user = findUser(ctx.state, pool, claims.sub);
  if (isRevoked(ctx, claims, user)) throw notAuthorized("Access Token has been revoked");
  if (user === undefined) throw userNotFound();
  if (!user.enabled) throw notAuthorized("User is disabled.");
  if (!claims.scope.split(" ").includes(USER_SCOPE)) {
    throw notAuthorized("Access Token does not have required scopes");
  }
  return { pool, client, user };
}

/** A token that does not name its sign-in ends with the next sign-out from everywhere. */
function isRevoked(
  { state }: PoolsContext,
  { sub, origin_jti: originJti, iat }: AccessClaims,
  user: User | undefined,
): boolean {
  if (originJti !== undefined) return findSignIn(state, { sub, originJti })?.revoked === true;
  return iat * 1000 < (user?.signedOutAt ?? 0);
}

function invalid(): Error {
  return notAuthorized("Invalid Access Token");
}

async function verified(
  { state, cloud }: PoolsContext,
  token: string,
): Promise<{ pool: Pool; claims: AccessClaims }> {
  const pool = state.pools.get(poolIdOf(token));
  if (pool === undefined) throw invalid();
  const keys = createLocalJWKSet({ keys: state.keys.publicKeys(pool.id) });
  const currentDate = new Date(cloud.clock.now());
  try {
    const { payload } = await jwtVerify(token, keys, { algorithms: ["RS256"], currentDate });
    return { pool, claims: AccessClaims.parse(payload) };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw notAuthorized("Access Token has expired");
    const isForged = error instanceof errors.JOSEError || error instanceof TypeError;
    if (isForged || error instanceof z.ZodError) throw invalid();
    throw error;
  }
}

function poolIdOf(token: string): string {
  if (token.length > LONGEST_TOKEN) throw invalid();
  try {
    return decodeJwt(token).iss?.split("/").at(-1) ?? "";
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return "";
    throw error;
  }
}
