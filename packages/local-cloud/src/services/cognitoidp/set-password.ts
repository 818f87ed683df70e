import type { UserStatusType } from "@aws-sdk/client-cognito-identity-provider";
import { checkPassword, hashPassword, policyOf } from "./password.ts";
import type { Pool } from "./state.ts";
import type { User } from "./user.ts";
import { changeUser, type PoolsContext } from "./users.ts";

const DAY_MS = 86_400_000;

/** When a temporary password that is given now ends. */
export function temporaryUntil(pool: Pool, now: number): number {
  return now + (policyOf(pool).TemporaryPasswordValidityDays ?? 7) * DAY_MS;
}

/** A password that a user is given. */
export interface NewPassword {
  readonly password: string;
  readonly status: UserStatusType;
  /** For a temporary one: when it ends. */
  readonly until?: number | undefined;
}

/**
 * Gives a user another password; what failed with the old one is forgotten.
 *
 * @throws {AwsError} `InvalidPasswordException`.
 */
export async function setPassword(
  ctx: PoolsContext,
  { pool, user }: { pool: Pool; user: User },
  { password: text, status, until }: NewPassword,
): Promise<User> {
  checkPassword(text, policyOf(pool));
  const password = await hashPassword(text);
  const change = { password, status, passwordUntil: until, failures: undefined };
  return changeUser(ctx, { pool, user }, () => change);
}
