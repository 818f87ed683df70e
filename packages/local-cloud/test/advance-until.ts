import type { AdjustableClock } from "../src/clock.ts";

/** Moves a manual clock on in steps until `work` has settled, and answers as it does. */
export async function advanceUntil<T>(
  clock: AdjustableClock,
  work: Promise<T>,
  stepMs: number,
): Promise<T> {
  const progress = { settled: false };
  const settle = (): void => {
    progress.settled = true;
  };
  work.then(settle, settle);
  while (!progress.settled) {
    await clock.advance(stepMs);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return work;
}
