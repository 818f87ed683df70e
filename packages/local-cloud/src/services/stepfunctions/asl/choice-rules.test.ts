import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesGlob } from "./choice-comparison.ts";
import { compileChoiceRule } from "./choice-rules.ts";
import type { Json, JsonObject } from "./json.ts";

function holds(rule: JsonObject, v: Json): boolean {
  const input = { v, other: 5, text: "m", at: "2026-01-01T00:00:00Z" };
  return compileChoiceRule(rule)({ input, context: {}, variable: () => undefined });
}

const between = (low: number, high: number): JsonObject => ({
  And: [
    { Variable: "$.v", NumericGreaterThanEquals: low },
    { Not: { Variable: "$.v", NumericGreaterThan: high } },
  ],
});

describe("compileChoiceRule", () => {
  test.each<[string, Json, Json, boolean]>([
    ["StringEquals", "a", "a", true],
    ["StringEquals", "1", 1, false],
    ["StringLessThan", "b", "a", true],
    ["StringGreaterThanEquals", "b", "b", true],
    ["StringEqualsPath", "$.text", "m", true],
    ["StringMatches", "log-*.txt", "log-1.txt", true],
    ["StringMatches", "log-\\*.txt", "log-1.txt", false],
    ["NumericEquals", 1, 1, true],
    ["NumericLessThan", 5, 4, true],
    ["NumericGreaterThanPath", "$.other", 6, true],
    ["NumericLessThanEqualsPath", "$.other", 6, false],
    ["BooleanEquals", true, true, true],
    ["BooleanEqualsPath", "$.other", true, false],
    ["TimestampEquals", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", true],
    ["TimestampLessThanPath", "$.at", "2025-12-31T23:59:59.999Z", true],
    ["TimestampGreaterThan", "2026-01-01T00:00:00Z", "2026-01-01", false],
    ["IsNull", true, null, true],
    ["IsNumeric", false, "1", true],
    ["IsString", true, "1", true],
    ["IsBoolean", true, 0, false],
    ["IsTimestamp", true, "2026-01-01T00:00:00Z", true],
    ["IsPresent", true, 1, true],
  ])("%s %j against %j is %s", (operator, operand, value, result) => {
    expect(holds({ Variable: "$.v", [operator]: operand }, value)).toBe(result);
  });

  test("combines rules with And, Or and Not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), (value) => {
        const rule: JsonObject = { Or: [between(0, 9), between(20, 29)], Next: "B" };
        expect(holds(rule, value)).toBe(value < 10 || (value >= 20 && value < 30));
      }),
    );
  });

  test("a missing variable is a runtime error, and absent for IsPresent", () => {
    expect(() => holds({ Variable: "$.gone", IsNull: true }, 1)).toThrow(
      "Invalid path '$.gone': The choice state's condition path references an invalid value.",
    );
    expect(holds({ Variable: "$.gone", IsPresent: false }, 1)).toBe(true);
  });

  test.each<JsonObject>([
    {},
    { Variable: "$.v" },
    { Variable: "$.v", StringEquals: 1 },
    { Variable: "$.v", NumericEquals: "1" },
    { Variable: "$.v", Nope: 1 },
    { Variable: "$.v", IsNull: true, IsString: true },
    { Variable: "v", IsNull: true },
    { And: [] },
    { Not: [] },
    { Variable: "$.v", TimestampEquals: "yesterday" },
    { Variable: "$.v", toString: 1 },
  ])("refuses %j", (rule) => {
    expect(() => compileChoiceRule(rule)).toThrow(SyntaxError);
  });
});

describe("matchesGlob", () => {
  test("agrees with a regular expression", () => {
    const small = fc.string({ unit: fc.constantFrom("a", "b", "*", "\\"), maxLength: 8 });
    fc.assert(
      fc.property(small, small, (text, pattern) => {
        const source = pattern.replaceAll(/\\([*\\])|\*|[\s\S]/gu, (whole, escaped?: string) => {
          if (whole === "*") return "[\\s\\S]*";
          return (escaped ?? whole).replaceAll(/[\\*]/gu, (special) => `\\${special}`);
        });
        expect(matchesGlob(text, pattern)).toBe(new RegExp(`^${source}$`, "u").test(text));
      }),
    );
  });

  test("takes no exponential time", () => {
    expect(matchesGlob("a".repeat(20_000), `${"*a".repeat(30)}*b`)).toBe(false);
  });
});
