import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleType,
  handleWhen,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";

/** How long and how often another system is asked. */
export interface Patience {
  /** Of one try, in milliseconds. */
  readonly timeoutMs: number;
  /** After the first try. */
  readonly retries: number;
  /** Failures in a row after which nobody asks any more. */
  readonly failuresToOpen: number;
  /** How long nobody asks then, in milliseconds. */
  readonly openMs: number;
}

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 500;

/** The API answered something that is no answer: perhaps another time. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** The API does not know the key. */
export class KeyRefused extends Error {
  override readonly name = "KeyRefused";
}

/** Tries with a time limit, again after what may pass, and not at all for a while after failures in a row. */
export function policyOf({ timeoutMs, retries, failuresToOpen, openMs }: Patience) {
  const passing = handleType(NoAnswer).orWhen((error) => !(error instanceof KeyRefused));
  const again = handleWhen((error) => !(error instanceof KeyRefused || isOpen(error)));
  return wrap(
    retry(again, {
      maxAttempts: retries,
      backoff: new ExponentialBackoff({ initialDelay: FIRST_PAUSE_MS, maxDelay: MAX_PAUSE_MS }),
    }),
    circuitBreaker(passing, {
      halfOpenAfter: openMs,
      breaker: new ConsecutiveBreaker(failuresToOpen),
    }),
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
  );
}

/** Whether nobody was asked, because of failures in a row. */
export function isOpen(error: unknown): boolean {
  return error instanceof BrokenCircuitError;
}
