import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../errors.ts";
import { compileFilterPattern } from "./filter-pattern.ts";

/** The type of the answer, or that the pattern was refused; any other error is thrown on. */
function outcome(pattern: string, message: string): string {
  try {
    return typeof compileFilterPattern(pattern)(message);
  } catch (error) {
    if (error instanceof AwsError) return "refused";
    throw error;
  }
}

describe("compileFilterPattern", () => {
  test("reads or refuses any text, and never fails otherwise", () => {
    const pieces = fc.constantFrom(
      ...'{}$.ab =!<>&|()"%?-*[]0\\ '.split(""),
      "IS TRUE",
      "NOT EXISTS",
      "$.a.b",
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.string(), (parts, message) => {
        expect(["boolean", "refused"]).toContain(outcome(parts.join(""), message));
      }),
      { numRuns: 2000 },
    );
  });

  test("finds any quoted phrase in a message that holds it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (phrase, a, b) => {
        const quoted = `"${phrase.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
        expect(compileFilterPattern(quoted)(a + phrase + b)).toBe(true);
      }),
    );
  });

  test("matches text with wildcards from end to end", () => {
    const matches = compileFilterPattern('{ $.a = "x*y*z" }');
    expect(matches('{"a":"x1y2z"}')).toBe(true);
    expect(matches('{"a":"xyz"}')).toBe(true);
    expect(matches('{"a":"xz"}')).toBe(false);
  });
});
