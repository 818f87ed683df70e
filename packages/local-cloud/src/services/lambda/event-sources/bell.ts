import type { Clock } from "../../../clock.ts";

/** Wakes who waits, and lets no ring between a look and a wait be slept through. */
export interface Bell {
  ring(): void;
  /** How often it has rung. */
  count(): number;
  /** Waits until the count is no longer `seen`, or for `ms`; returns early when the signal aborts. */
  wait(seen: number, ms: number, signal: AbortSignal): Promise<void>;
}

/** Makes a bell that has never rung. */
export function createBell(clock: Clock): Bell {
  let count = 0;
  let woken = new AbortController();
  return {
    ring() {
      count += 1;
      woken.abort();
      woken = new AbortController();
    },
    count: () => count,
    async wait(seen, ms, signal) {
      if (count !== seen) return;
      await clock.sleep(ms, AbortSignal.any([signal, woken.signal])).catch(() => undefined);
    },
  };
}
