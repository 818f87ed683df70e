import { describe, expect, test } from "vitest";
import { columns, reportText, short } from "./report-text.ts";
import { isMet, rowsOf, type Comparison, type Report } from "./report.ts";

const COMPARISON: Comparison = {
  title: "sorting",
  unit: "ms",
  baseline: "quick",
  ways: [
    { name: "quick", does: "sorts", samples: [1, 2, 1] },
    { name: "slow", does: "sorts twice", samples: [2, 4, 2] },
  ],
};

describe("rowsOf", () => {
  test("divides every way by the baseline", () => {
    expect(rowsOf(COMPARISON).map(({ name, ratio }) => [name, ratio.median])).toEqual([
      ["quick", 1],
      ["slow", 2],
    ]);
  });

  test("refuses a baseline that was not measured", () => {
    expect(() => rowsOf({ ...COMPARISON, baseline: "other" })).toThrow("no baseline other");
  });
});

test.each([
  [0, "0"],
  [0.123_45, "0.123"],
  [1.005, "1.00"],
  [-12.34, "-12.3"],
  [1234.5, "1235"],
  [0.000_012, "0.0000"],
])("%d is written as %s", (value, text) => {
  expect(short(value)).toBe(text);
});

test("columns line up under each other", () => {
  expect(
    columns([
      ["a", "1", "x"],
      ["long", "100", "y"],
    ]),
  ).toBe("a       1  x\nlong  100  y");
});

test("a target is reached up to its limit and no further", () => {
  const target = { name: "time", limit: 1.5, unit: "×" };
  expect(isMet({ ...target, value: 1.5 })).toBe(true);
  expect(isMet({ ...target, value: 1.51 })).toBe(false);
});

test("a report says the ratios, what was missed and what was checked", () => {
  const report: Report = {
    bench: "sorting",
    comparisons: [COMPARISON],
    figures: [{ name: "memory", value: 12, unit: "MiB" }],
    targets: [{ name: "slow", limit: 1.5, value: 2, unit: "×" }],
    checked: "both sorted",
  };
  const text = reportText(report);
  expect(text).toMatch(/^slow +2\.00 × +2\.00–2\.00 +2\.00 .*sorts twice$/m);
  expect(text).toMatch(/^memory +12\.0 +MiB$/m);
  expect(text).toMatch(/^slow .*at most 1\.50 +MISSED$/m);
  expect(text).toContain("checked: both sorted");
});
