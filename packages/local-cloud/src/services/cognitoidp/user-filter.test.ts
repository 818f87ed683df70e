import fc from "fast-check";
import { expect, test } from "vitest";
import { AwsError } from "../../errors.ts";
import { userFilter } from "./user-filter.ts";
import type { User } from "./user.ts";

function aUser(attributes: Record<string, string>): User {
  return {
    poolId: "eu-west-1_a",
    username: "ann",
    sub: "s-1",
    attributes,
    status: "CONFIRMED",
    enabled: true,
    groups: [],
    codes: {},
    createdAt: 0,
    modifiedAt: 0,
  };
}

test("finds exactly the value, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (name) => {
      const quoted = name.replaceAll(/["\\]/gu, String.raw`\$&`);
      expect(userFilter(`name = "${quoted}"`)(aUser({ name }))).toBe(true);
      expect(userFilter(`name = "${quoted}"`)(aUser({ name: `${name}x` }))).toBe(false);
      expect(userFilter(`name ^= "${quoted}"`)(aUser({ name: `${name}x` }))).toBe(true);
    }),
  );
});

function outcome(text: string): string {
  try {
    return userFilter(text)(aUser({})) ? "matched" : "missed";
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
}

test("refuses what is no filter, and never does anything else with it", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(outcome(text)).toMatch(/^(?:matched|missed|InvalidParameterException)$/);
    }),
  );
  expect(() => userFilter('constructor = "x"')).toThrow("Error while parsing filter.");
});
