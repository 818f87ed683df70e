import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDecimals,
  canonicalNumber,
  compareDecimals,
  formatDecimal,
  negateDecimal,
  parseDecimal,
} from "./decimal.ts";

/** Numerals of up to 38 digits, within the range of DynamoDB. */
const numeral = fc
  .record({
    sign: fc.constantFrom("", "-", "+"),
    digits: fc.stringMatching(/^[0-9]{1,38}$/),
    point: fc.nat(38),
    power: fc.integer({ min: -80, max: 80 }),
  })
  .map(({ sign, digits, point, power }) => {
    const at = Math.min(point, digits.length);
    return `${sign}${digits.slice(0, at)}.${digits.slice(at)}e${power}`;
  });

describe("canonicalNumber", () => {
  test("is its own canonical form", () => {
    fc.assert(
      fc.property(numeral, (text) => {
        const canonical = canonicalNumber(text);
        expect(canonicalNumber(canonical)).toBe(canonical);
        expect(canonical).toMatch(/^(0|-?([1-9]\d*|0)(\.\d*[1-9])?)$/);
      }),
    );
  });

  test("keeps the value of doubles", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e120, max: 1e120 }),
        (value) => {
          fc.pre(value === 0 || Math.abs(value) > 1e-120);
          expect(Number(canonicalNumber(String(value)))).toBe(value === 0 ? 0 : value);
        },
      ),
    );
  });

  test.each(["", ".", "-", "1.2.3", "0x10", "1e", "NaN", "Infinity", " 1", "1_000"])(
    "refuses %j",
    (text) => {
      expect(() => canonicalNumber(text)).toThrow(
        expect.objectContaining({ code: "ValidationException" }),
      );
    },
  );

  test("refuses a huge exponent without building the number", () => {
    expect(() => canonicalNumber("1e999999999999")).toThrow("Number overflow");
    expect(() => canonicalNumber("1e-999999999999")).toThrow("Number underflow");
    expect(canonicalNumber("0e999999999999")).toBe("0");
  });
});

function scaled(units: bigint): string {
  return `${units}e-6`;
}

describe("arithmetic", () => {
  const small = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });

  test("adds as whole units of a common scale do", () => {
    fc.assert(
      fc.property(small, small, (left, right) => {
        const sum = addDecimals(parseDecimal(scaled(left)), parseDecimal(scaled(right)));
        expect(formatDecimal(sum)).toBe(canonicalNumber(scaled(left + right)));
      }),
    );
  });

  test("undoes an addition by its opposite", () => {
    fc.assert(
      fc.property(small, small, (left, right) => {
        const [a, b] = [parseDecimal(scaled(left)), parseDecimal(scaled(right))];
        expect(addDecimals(addDecimals(a, b), negateDecimal(b))).toEqual(a);
      }),
    );
  });

  test("refuses a sum of more than 38 digits", () => {
    expect(() => addDecimals(parseDecimal("1e37"), parseDecimal("0.1"))).toThrow(
      "more than 38 significant digits",
    );
  });

  test("compares by value", () => {
    fc.assert(
      fc.property(small, small, (left, right) => {
        const order = compareDecimals(parseDecimal(scaled(left)), parseDecimal(scaled(right)));
        expect(Math.sign(order)).toBe(left === right ? 0 : left < right ? -1 : 1);
      }),
    );
  });
});
