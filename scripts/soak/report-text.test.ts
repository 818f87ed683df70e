import { describe, expect, test } from "vitest";
import { reportText } from "./report-text.ts";

describe("reportText", () => {
  test("sets figures in columns and says that all is well", () => {
    const figures = [
      { name: "images", value: "200" },
      { name: "faults that struck", value: "31" },
    ];
    expect(reportText({ figures, violations: [] }).split("\n")).toEqual([
      "images              200",
      "faults that struck  31",
      "",
      "every promise was kept",
    ]);
  });

  test("names what was violated, and how much is not shown", () => {
    const violations = Array.from({ length: 42 }, (_, index) => ({
      subject: `image ${index}`,
      reason: "has no row",
    }));
    const lines = reportText({ figures: [], violations }).split("\n");
    expect(lines).toContain("42 promises were not kept:");
    expect(lines).toContain("  image 0: has no row");
    expect(lines.at(-1)).toBe("  and 2 more");
  });
});
