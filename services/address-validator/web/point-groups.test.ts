import { describe, expect, test } from "vitest";
import { groupsOf, rowsOf } from "./point-groups.js";

function aPoint(row: number, over: { longitude?: number; status?: "OK" | "NO_MATCH" } = {}) {
  return {
    row,
    longitude: -72,
    latitude: 41,
    status: "OK" as const,
    asked: "",
    found: "",
    ...over,
  };
}

describe("groups of points", () => {
  test("are one for each place and status, in the order of their first rows", () => {
    const points = [
      aPoint(2),
      aPoint(3, { longitude: -71 }),
      aPoint(4),
      aPoint(5, { status: "NO_MATCH" }),
    ];
    const groups = groupsOf(points);
    expect(groups.map(({ points: [...all] }) => all.map(({ row }) => row))).toEqual([
      [2, 4],
      [3],
      [5],
    ]);
  });

  test.each([
    { count: 1, text: "Row 2" },
    { count: 2, text: "Rows 2 and 3" },
    { count: 5, text: "Rows 2, 3, 4, 5 and 6" },
    { count: 9, text: "Rows 2, 3, 4, 5, 6 and 4 more" },
  ])("of $count name their rows: $text", ({ count, text }) => {
    const [group] = groupsOf(Array.from({ length: count }, (_, index) => aPoint(2 + index)));
    expect(group && rowsOf(group)).toBe(text);
  });
});
