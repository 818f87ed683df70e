/** The failed sign-ins of a user since the last good one. */
export interface Failures {
  readonly count: number;
  readonly lockedUntil: number;
}

const FREE_TRIES = 5;
const LONGEST_LOCK_MS = 15 * 60_000;
const FORGOTTEN_AFTER_MS = 15 * 60_000;

/** Whether sign-ins are refused unseen. */
export function isLocked(failures: Failures | undefined, now: number): boolean {
  return failures !== undefined && now < failures.lockedUntil;
}

/**
 * Counts one more failed sign-in: from the fifth on each locks the user, for `2^(n-5)` seconds and
 * at most about 15 minutes. A quarter of an hour after the lock without a try forgets
 * them all.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
 */
export function afterFailure(failures: Failures | undefined, now: number): Failures {
  const isForgotten = failures === undefined || now - failures.lockedUntil >= FORGOTTEN_AFTER_MS;
  const count = isForgotten ? 1 : failures.count + 1;
  const lockMs =
    count < FREE_TRIES ? 0 : Math.min(2 ** (count - FREE_TRIES) * 1000, LONGEST_LOCK_MS);
  return { count, lockedUntil: now + lockMs };
}
