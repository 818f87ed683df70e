import fc from "fast-check";
import { expect, test } from "vitest";
import { physicalName } from "./job.ts";

test("names start with stack and logical id and end with the same random part for a nonce", () => {
  const parts = { stackName: "orders-dev", logicalId: "Jobs", nonce: "n" };
  const name = physicalName(parts, { max: 64 });
  expect(name).toMatch(/^orders-dev-Jobs-\w{12}$/u);
  expect(physicalName(parts, { max: 64 })).toBe(name);
  expect(physicalName({ ...parts, nonce: "m" }, { max: 64 })).not.toBe(name);
  expect(physicalName(parts, { max: 64, lowerCase: true })).toBe(name.toLowerCase());
  expect(physicalName(parts, { max: 80, suffix: ".fifo" })).toBe(`${name}.fifo`);
});

test("names stay within the limit and keep something of both parts", () => {
  const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,200}$/u);
  fc.assert(
    fc.property(words, words, fc.integer({ min: 40, max: 255 }), (stackName, logicalId, max) => {
      const name = physicalName({ stackName, logicalId, nonce: "n" }, { max });
      expect(name.length).toBeLessThanOrEqual(max);
      expect(name.split("-")).toHaveLength(3);
    }),
  );
});
