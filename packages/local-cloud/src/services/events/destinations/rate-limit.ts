import type { Clock } from "../../../clock.ts";

/** Spreads the calls of each destination over seconds, so that none has more than it may. */
export interface RateLimit {
  /** Takes the next free place of a destination; gives the milliseconds until its second begins. */
  reserve(destinationArn: string, callsPerSecond: number): number;
}

const SECOND_MS = 1000;

/** Makes a limit without any call so far; a restart forgets those of the second under way. */
export function createRateLimit(clock: Pick<Clock, "now">): RateLimit {
  const seconds = new Map<string, { startsAt: number; taken: number }>();
  return {
    reserve(destinationArn, callsPerSecond) {
      const now = clock.now();
      const current = now - (now % SECOND_MS);
      const latest = seconds.get(destinationArn);
      let second =
        latest !== undefined && latest.startsAt >= current
          ? latest
          : { startsAt: current, taken: 0 };
      if (second.taken >= callsPerSecond) {
        second = { startsAt: second.startsAt + SECOND_MS, taken: 0 };
      }
      seconds.set(destinationArn, { ...second, taken: second.taken + 1 });
      return Math.max(second.startsAt - now, 0);
    },
  };
}
