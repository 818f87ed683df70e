const IMMEDIATE = 3; // at once
const BEFORE_BACKOFF = 2; // one second apart
const BACKOFF = 10; // from one second to twenty
const AFTER_BACKOFF = 100_000; // twenty seconds apart
const MAX_DELAY_MS = 20_000;

/**
 * How long SNS waits before it tries a queue or function again; `undefined` when it gives up,
 * after 100,015 retries over 23 days.
 *
 * @param retries How often it was tried again before this time.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export function retryDelayMs(retries: number): number | undefined {
  if (retries < IMMEDIATE) return 0;
  if (retries < IMMEDIATE + BEFORE_BACKOFF) return 1000;
  const step = retries - IMMEDIATE - BEFORE_BACKOFF;
  if (step < BACKOFF) return Math.round(1000 * (MAX_DELAY_MS / 1000) ** (step / (BACKOFF - 1)));
  return step < BACKOFF + AFTER_BACKOFF ? MAX_DELAY_MS : undefined;
}
