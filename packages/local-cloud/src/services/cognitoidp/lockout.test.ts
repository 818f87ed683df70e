import fc from "fast-check";
import { expect, test } from "vitest";
import { afterFailure, isLocked, type Failures } from "./lockout.ts";

const QUARTER_HOUR_MS = 15 * 60_000;

/** As many failures as this, each as soon as it is possible, and when the last one was. */
function failing(times: number): { failures: Failures; at: number } {
  let failures: Failures = { count: 0, lockedUntil: 0 };
  let at = 0;
  for (let tries = 0; tries < times; tries += 1) {
    at = failures.lockedUntil;
    failures = afterFailure(failures, at);
  }
  return { failures, at };
}

test.each([
  { tries: 1, seconds: 0 },
  { tries: 4, seconds: 0 },
  { tries: 5, seconds: 1 },
  { tries: 6, seconds: 2 },
  { tries: 9, seconds: 16 },
  { tries: 14, seconds: 512 },
  { tries: 15, seconds: 900 },
  { tries: 40, seconds: 900 },
])("locks for $seconds s after $tries wrong passwords", ({ tries, seconds }) => {
  const { failures, at } = failing(tries);
  expect(failures.lockedUntil - at).toBe(seconds * 1000);
});

test("forgets everything after a quarter of an hour after the lock without a try", () => {
  const { failures } = failing(8);
  expect(afterFailure(failures, failures.lockedUntil + QUARTER_HOUR_MS - 1).count).toBe(9);
  expect(afterFailure(failures, failures.lockedUntil + QUARTER_HOUR_MS).count).toBe(1);
});

test("is never locked for longer than a quarter of an hour", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2_000_000), { maxLength: 30 }), (pauses) => {
      let now = 0;
      let failures: Failures | undefined;
      for (const pause of pauses) {
        now += pause;
        failures = afterFailure(failures, now);
      }
      expect(isLocked(failures, now + QUARTER_HOUR_MS)).toBe(false);
    }),
  );
});
