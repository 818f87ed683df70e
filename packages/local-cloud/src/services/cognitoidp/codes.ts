import { randomInt } from "node:crypto";
import { codeMismatch, expiredCode, limitExceeded } from "./errors.ts";
import { isEqual } from "./secret-hash.ts";
import type { Pool } from "./state.ts";
import type { Code, CodePurpose, User } from "./user.ts";
import { changeUser, type PoolsContext } from "./users.ts";

const HOUR_MS = 3_600_000;
// Developer guide: a forgotten password's code is good for an hour, the others for a day.
const VALID_MS: Readonly<Record<CodePurpose, number>> = {
  signUp: 24 * HOUR_MS,
  forgotPassword: HOUR_MS,
  email: 24 * HOUR_MS,
  phone_number: 24 * HOUR_MS,
};
const MAX_MISSES = 5; // the lower end of what AWS documents for an hour

/** Gives a user a new code for a purpose; the one before it no longer counts. */
export function renewCode(
  ctx: PoolsContext,
  target: { pool: Pool; user: User },
  purpose: CodePurpose,
): { user: User; code: string } {
  const now = ctx.cloud.clock.now();
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const user = changeUser(ctx, target, ({ codes }) => {
    const misses = missesOf(codes[purpose], now);
    return {
      codes: { ...codes, [purpose]: { code, expiresAt: now + VALID_MS[purpose], ...misses } },
    };
  });
  return { user, code };
}

/** A new code gives no new tries. */
function missesOf(code: Code | undefined, now: number): Pick<Code, "misses" | "missedAt"> {
  if (code?.missedAt === undefined || now - code.missedAt >= HOUR_MS) return { misses: 0 };
  return { misses: code.misses, missedAt: code.missedAt };
}

/**
 * Checks a code; wrong ones count.
 *
 * @throws {AwsError} `CodeMismatchException`, `ExpiredCodeException`, `LimitExceededException`.
 */
export function checkCode(
  ctx: PoolsContext,
  target: { pool: Pool; user: User },
  { purpose, given }: { purpose: CodePurpose; given: string },
): void {
  const now = ctx.cloud.clock.now();
  const code = target.user.codes[purpose];
  if (code === undefined) throw expiredCode();
  const { misses } = missesOf(code, now);
  if (misses >= MAX_MISSES) throw limitExceeded();
  if (code.expiresAt <= now) throw expiredCode();
  if (isEqual(given, code.code)) return;
  changeUser(ctx, target, ({ codes }) => ({
    codes: { ...codes, [purpose]: { ...code, misses: misses + 1, missedAt: now } },
  }));
  throw codeMismatch();
}

/** The codes of a user without one that is used up. */
export function withoutCode({ codes }: User, purpose: CodePurpose): User["codes"] {
  const { [purpose]: _used, ...others } = codes;
  return others;
}
