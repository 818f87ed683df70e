import { checkSecretHash } from "./secret-hash.ts";
import { hidesUsers } from "./sign-in.ts";
import { findClient, type Client, type Pool } from "./state.ts";
import type { User } from "./user.ts";
import { findUser, type PoolsContext } from "./users.ts";

/** What the operations without credentials name: a client, a user, and the proof of a secret. */
export interface ClientCall {
  readonly ClientId?: string | undefined;
  readonly SecretHash?: string | undefined;
  readonly Username?: string | undefined;
}

/**
 * The client of a call, and the user that it is about.
 *
 * @param unknown What to answer of a user who is not there: to a client that hides who is, and to
 *   one that does not.
 * @throws {AwsError} `ResourceNotFoundException`, `NotAuthorizedException`, and `unknown`.
 */
export function clientTarget(
  { state }: PoolsContext,
  { ClientId, SecretHash, Username = "" }: ClientCall,
  unknown: { hidden(): Error; open(): Error },
): { pool: Pool; client: Client; user: User } {
  const { pool, client } = findClient(state, ClientId);
  checkSecretHash(client, SecretHash, [Username]);
  const user = findUser(state, pool, Username);
  if (user === undefined) throw hidesUsers(client) ? unknown.hidden() : unknown.open();
  return { pool, client, user };
}
