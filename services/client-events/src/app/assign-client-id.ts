import { clientIdOf } from "../domain/client-id.ts";
import type { Users } from "./ports.ts";

/** A user as the triggers of a pool are told of one. */
export interface User {
  readonly userPoolId: string;
  readonly userName: string;
  readonly sub: string;
  /** What the user has already. */
  readonly clientId: string | undefined;
}

/**
 * The id of the client that a user is. A user without one is given it; one that is there, whoever brought it,
 * is never changed.
 *
 * @throws {UnavailableError} see {@link Users.setClientId}.
 */
export async function assignClientId({ users }: { users: Users }, user: User): Promise<string> {
  if (user.clientId !== undefined) return user.clientId;
  const { userPoolId, userName } = user;
  const clientId = clientIdOf(userPoolId, user.sub);
  await users.setClientId({ userPoolId, userName, clientId });
  return clientId;
}
