import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkPassword,
  DEFAULT_POLICY,
  hashPassword,
  isPassword,
  policyOf,
  temporaryPassword,
} from "./password.ts";

test("a temporary password keeps every policy of its length", () => {
  fc.assert(
    fc.property(fc.integer({ min: 6, max: 99 }), (MinimumLength) => {
      const policy = { ...DEFAULT_POLICY, MinimumLength };
      expect(() => checkPassword(temporaryPassword(policy), policy)).not.toThrow();
    }),
  );
});

test("a password is known by its hash alone, which differs each time", async () => {
  const [first, second] = [await hashPassword("secret"), await hashPassword("secret")];
  expect(first.hash).not.toBe(second.hash);
  expect(await isPassword("secret", first)).toBe(true);
  expect(await isPassword("Secret", first)).toBe(false);
  expect(JSON.stringify(first)).not.toContain("secret");
});

test("nothing is the password of one who has none", async () => {
  expect(await isPassword("", undefined)).toBe(false);
});

test("a policy that is given asks for nothing that it does not name", () => {
  const policy = policyOf({ settings: { Policies: { PasswordPolicy: { MinimumLength: 6 } } } });
  expect(() => checkPassword("simple", policy)).not.toThrow();
  expect(policyOf({ settings: {} })).toBe(DEFAULT_POLICY);
});
