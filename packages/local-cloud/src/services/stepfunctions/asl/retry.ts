import type { Catcher, Retrier } from "./definition.ts";
import type { StateError } from "./errors.ts";
import type { SeededRandom } from "./random.ts";

const UNCATCHABLE = "States.Runtime"; // "not retriable, and will always cause the execution to fail"
const NOT_ALL = new Set([UNCATCHABLE, "States.DataLimitExceeded"]);

const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_BACKOFF_RATE = 2;

function matches(name: string, error: StateError): boolean {
  if (name === "States.ALL") return !NOT_ALL.has(error.error);
  if (name === "States.TaskFailed") return error.error !== "States.Timeout";
  return name === error.error || name === error.alias;
}

/**
 * Whether a `Retry` or `Catch` entry is for this error.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
function matchesError(names: readonly string[], error: StateError): boolean {
  return error.error !== UNCATCHABLE && names.some((name) => matches(name, error));
}

/** The entry of `Catch` for an error. */
export function findCatcher(
  catchers: readonly Catcher[] | undefined,
  error: StateError,
): Catcher | undefined {
  return catchers?.find(({ ErrorEquals }) => matchesError(ErrorEquals, error));
}

function delaySeconds(retrier: Retrier, retriesSoFar: number): number {
  const { IntervalSeconds = DEFAULT_INTERVAL_SECONDS, BackoffRate = DEFAULT_BACKOFF_RATE } =
    retrier;
  const delay = IntervalSeconds * BackoffRate ** retriesSoFar;
  return Math.min(delay, retrier.MaxDelaySeconds ?? Number.MAX_SAFE_INTEGER);
}

/** Counts the retries of one visit to a state: each entry of `Retry` has its own count. */
export class RetryCounter {
  readonly #retriers: readonly Retrier[];
  readonly #used = new Map<Retrier, number>();

  constructor(retriers: readonly Retrier[] | undefined) {
    this.#retriers = retriers ?? [];
  }

  /** How long to wait before the next attempt, in milliseconds; `undefined`: do not try again. */
  nextDelayMs(error: StateError, random: SeededRandom): number | undefined {
    const retrier = this.#retriers.find(({ ErrorEquals }) => matchesError(ErrorEquals, error));
    if (retrier === undefined) return undefined;
    const used = this.#used.get(retrier) ?? 0;
    if (used >= (retrier.MaxAttempts ?? DEFAULT_MAX_ATTEMPTS)) return undefined;
    this.#used.set(retrier, used + 1);
    const delayMs = delaySeconds(retrier, used) * 1000;
    return retrier.JitterStrategy === "FULL" ? delayMs * random.next() : delayMs;
  }
}
