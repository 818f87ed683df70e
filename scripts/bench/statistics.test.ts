import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pairedDifference, pairedRatio, quantile, summarize } from "./statistics.ts";

describe("quantile", () => {
  test.each([
    { samples: [3], share: 0.5, expected: 3 },
    { samples: [9, 1, 5], share: 0.5, expected: 5 },
    { samples: [4, 1, 3, 2], share: 0.5, expected: 2.5 },
    { samples: [1, 2, 3, 4, 5], share: 0.95, expected: 4.8 },
    { samples: [10, 9, 8], share: 0, expected: 8 },
    { samples: [10, 9, 8], share: 1, expected: 10 },
  ])("of $samples at $share is $expected", ({ samples, share, expected }) => {
    expect(quantile(samples, share)).toBeCloseTo(expected, 10);
  });

  test("refuses no samples, and samples that are no numbers", () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => quantile([1, Number.NaN], 0.5)).toThrow(RangeError);
  });

  test("lies between the extremes and leaves the samples as they are", () => {
    const samples = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
    fc.assert(
      fc.property(samples, fc.double({ noNaN: true, min: 0, max: 1 }), (values, share) => {
        const before = [...values];
        const value = quantile(values, share);
        expect(values).toEqual(before);
        expect(value).toBeGreaterThanOrEqual(Math.min(...values));
        expect(value).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});

describe("summarize", () => {
  test("gives the median and the quartiles", () => {
    expect(summarize([5, 1, 2, 4, 3])).toEqual({ median: 3, low: 2, high: 4 });
  });
});

describe("pairedRatio", () => {
  test("divides round by round, so that a slow round of both changes nothing", () => {
    expect(pairedRatio([2, 200, 2], [1, 100, 1])).toEqual({ median: 2, low: 2, high: 2 });
  });

  test("refuses rounds that do not match and a baseline of nothing", () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError);
    expect(() => pairedRatio([1], [0])).toThrow(RangeError);
  });
});

describe("pairedDifference", () => {
  test("subtracts round by round", () => {
    expect(pairedDifference([12, 112, 13], [10, 110, 10]).median).toBe(2);
  });

  test("refuses rounds that do not match", () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow(RangeError);
  });
});
