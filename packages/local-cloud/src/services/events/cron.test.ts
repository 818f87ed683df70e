import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../errors.ts";
import { nextAfter, readCron } from "./cron.ts";

const THURSDAY_NOON = Date.UTC(2026, 0, 15, 12);

function next(text: string, after = THURSDAY_NOON): string | undefined {
  const at = nextAfter(readCron(text), after);
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
}

function outcomeOf(text: string): string {
  try {
    return nextAfter(readCron(text), 0) === undefined ? "never" : "time";
  } catch (error) {
    return error instanceof AwsError ? error.code : "defect";
  }
}

describe("nextAfter", () => {
  test.each([
    ["0 12 * * ? *", "2026-01-16T12:00"],
    ["0/15 * * * ? *", "2026-01-15T12:15"],
    ["0 18 ? * MON-FRI *", "2026-01-15T18:00"],
    ["0 8 1 * ? *", "2026-02-01T08:00"],
    ["0 10 ? * 6L *", "2026-01-30T10:00"],
    ["0 10 ? * L *", "2026-01-17T10:00"],
    ["0 10 ? * 2#1 *", "2026-02-02T10:00"],
    ["30 9 L * ? *", "2026-01-31T09:30"],
    ["30 9 1W 2,8 ? *", "2026-02-02T09:30"],
    ["30 9 1W AUG ? *", "2026-08-03T09:30"],
    ["0 0 29 2 ? *", "2028-02-29T00:00"],
    ["5,55 22-23 ? JAN-MAR SAT-SUN 2027", "2027-01-02T22:05"],
    ["0 0 ? * FRI-MON *", "2026-01-16T00:00"],
  ])("of %s is %s", (text, expected) => {
    expect(next(text)).toBe(expected);
  });

  test.each(["0 12 * * ? 2025", "0 0 30 2 ? *"])("of %s is never", (text) => {
    expect(next(text)).toBeUndefined();
  });

  test("is the first minute that the fields allow", () => {
    const minutes = fc.integer({ min: 0, max: 59 });
    const hours = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(
        fc.uniqueArray(minutes, { minLength: 1 }),
        fc.uniqueArray(hours, { minLength: 1 }),
        fc.integer({ min: 0, max: 2 ** 40 }),
        (m, h, after) => {
          const at = nextAfter(readCron(`${m.join(",")} ${h.join(",")} * * ? *`), after)!;
          let expected = (Math.floor(after / 60_000) + 1) * 60_000;
          const allows = (time: Date) =>
            m.includes(time.getUTCMinutes()) && h.includes(time.getUTCHours());
          while (!allows(new Date(expected))) expected += 60_000;
          expect(at).toBe(expected);
        },
      ),
    );
  });
});

describe("readCron", () => {
  test.each([
    "",
    "0 12 * * ?",
    "0 12 * * * *",
    "0 12 ? * ? *",
    "60 12 * * ? *",
    "0 24 * * ? *",
    "0 12 0 * ? *",
    "0 12 * 13 ? *",
    "0 12 ? * 8 *",
    "0 12 ? * MON#6 *",
    "0/0 12 * * ? *",
    "*-3 12 * * ? *",
    "0 12 * * ? 1969",
  ])("refuses %j", (text) => {
    expect(() => readCron(text)).toThrow("Parameter ScheduleExpression is not valid.");
  });

  test("reads or refuses any text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(..."0123456789*?/-,LW# JANMON".split("")), { maxLength: 30 }),
        (characters) => {
          expect(outcomeOf(characters.join(""))).toMatch(/^(?:time|never|ValidationException)$/);
        },
      ),
    );
  });
});
