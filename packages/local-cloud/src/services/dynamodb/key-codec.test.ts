import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalNumber } from "./decimal.ts";
import { afterPrefix, sortableBytes } from "./key-codec.ts";
import { compareValues, type Value } from "./value.ts";

const number = fc
  .record({
    coefficient: fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    power: fc.integer({ min: -130, max: 80 }),
  })
  .map(({ coefficient, power }) => `${coefficient}e${power}`)
  .filter((text) => isNumber(text))
  .map((text): Value => ({ N: canonicalNumber(text) }));
const nearby = fc
  .integer({ min: -1100, max: 1100 })
  .map((value): Value => ({ N: canonicalNumber(`${value}e-1`) }));
const text = fc.string({ unit: "binary" }).map((value): Value => ({ S: value }));
const bytes = fc.uint8Array().map((value): Value => ({ B: value }));

function isNumber(numeral: string): boolean {
  try {
    canonicalNumber(numeral);
    return true;
  } catch {
    return false;
  }
}

describe("sortableBytes", () => {
  test.each([
    ["numbers of any size", number],
    ["numbers close together", nearby],
    ["strings", text],
    ["binaries", bytes],
  ])("sorts %s as their values sort", (_, values) => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const order = Buffer.compare(sortableBytes(left), sortableBytes(right));
        expect(Math.sign(order)).toBe(Math.sign(compareValues(left, right)!));
      }),
      { numRuns: 500 },
    );
  });
});

describe("afterPrefix", () => {
  test("separates what starts with a prefix from what sorts after it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.uint8Array(), (prefix, rest) => {
        const end = afterPrefix(prefix);
        const extended = Buffer.concat([prefix, rest]);
        const separates =
          end === undefined
            ? prefix.every((byte) => byte === 0xff)
            : Buffer.compare(extended, end) === -1 &&
              !end.subarray(0, prefix.length).equals(prefix);
        expect(separates).toBe(true);
      }),
    );
  });
});
