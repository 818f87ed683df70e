import type { UsagePlanRecord } from "../model.ts";
import type { RestApiState } from "../state.ts";

const DAY_MS = 24 * 3_600_000;

/** Whose usage, and when. */
export interface UsageOf {
  readonly plan: UsagePlanRecord;
  readonly keyId: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Counts a request of a key against the quota of its plan, durably.
 *
 * @returns `false` when the quota of the period is used up; then the request does not count.
 */
export function countRequest(state: RestApiState, of: UsageOf): boolean {
  const { limit } = of.plan.quota ?? {};
  const key = keyOf(of);
  const used = (state.usage.get(key)?.used ?? 0) + 1;
  if (limit === undefined) {
    state.usage.put(key, { used });
    return true;
  }
  const left = limit + extraOf(state, of) - usedInPeriod(state, of);
  if (left <= 0) return false;
  state.usage.put(key, { ...state.usage.get(key), used, remaining: left - 1 });
  return true;
}

/** Sets what a key has left in the running period. */
export function grantExtra(state: RestApiState, of: UsageOf, remaining: number): void {
  const key = keyOf(of);
  const { used = 0 } = state.usage.get(key) ?? {};
  const extra = remaining + usedInPeriod(state, of) - (of.plan.quota?.limit ?? 0);
  state.usage.put(key, { used, remaining, extra: extra - extraOf(state, of, key) });
}

function usedInPeriod(state: RestApiState, of: UsageOf): number {
  return daysOf(of).reduce((sum, day) => sum + (state.usage.get(keyOf(of, day))?.used ?? 0), 0);
}

function extraOf(state: RestApiState, of: UsageOf, but?: string): number {
  return daysOf(of)
    .map((day) => keyOf(of, day))
    .filter((key) => key !== but)
    .reduce((sum, key) => sum + (state.usage.get(key)?.extra ?? 0), 0);
}

function keyOf({ plan, keyId, now }: UsageOf, day = dayText(now)): string {
  return `${plan.id}/${keyId}/${day}`;
}

/** The days of the running period up to today; weeks begin on Sunday, months on the first. */
function daysOf({ plan, now }: UsageOf): string[] {
  const date = new Date(now);
  const { period = "DAY", offset = 0 } = plan.quota ?? {};
  const since = { DAY: 0, WEEK: date.getUTCDay(), MONTH: date.getUTCDate() - 1 }[period];
  const length = { DAY: 1, WEEK: 7, MONTH: 31 }[period];
  const before = (since - offset + length) % length;
  return Array.from({ length: before + 1 }, (_, day) => dayText(now - day * DAY_MS));
}

function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
