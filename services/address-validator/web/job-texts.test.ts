import { describe, expect, test } from "vitest";
import type { JobView } from "../src/schemas/job.ts";
import { choiceOf, factsText, mapNote, statusText } from "./job-texts.js";

function aJob(over: Partial<JobView> = {}): JobView {
  return {
    id: "homes",
    run: "1",
    key: "folder/homes.csv",
    status: "COMPLETED",
    rows: 1200,
    createdAt: "2026-01-15T12:00:00.000Z",
    plan: {
      mode: "address",
      columns: 3,
      blankRows: 0,
      formulaCells: 0,
      queries: 1000,
      estimate: { searches: 1000, costDollars: 4, seconds: 20 },
    },
    progress: { total: 2, done: 2, failed: 0 },
    searches: { sent: 998, remembered: 2 },
    files: { result: true, spreadsheet: false, errors: false },
    ...over,
  };
}

describe("a job in words", () => {
  test("says rows, addresses, the estimate and what it took", () => {
    expect(factsText(aJob())).toBe(
      "1,200 rows · 1,000 different addresses · estimated $4.00 and 20 seconds at most · 998 searches sent · 2 known from before",
    );
  });

  test("does not round a small cost to nothing, or a long time to seconds", () => {
    const plan = { ...aJob().plan!, estimate: { searches: 1, costDollars: 0.004, seconds: 7300 } };
    expect(factsText(aJob({ plan }))).toContain("estimated less than $0.01 and 2.0 hours at most");
  });

  test.each([
    { status: "RUNNING", done: 1, failed: 0, text: "1 of 2 parts done." },
    { status: "RUNNING", done: 1, failed: 1, text: "1 of 2 parts done, 1 failed." },
    { status: "INCOMPLETE", done: 1, failed: 1, text: "1 part of 2 could not be looked up." },
  ] as const)(
    "says that $status with $done and $failed is $text",
    ({ status, done, failed, text }) => {
      const progress = { total: 2, done, failed };
      expect(statusText(aJob({ status, progress }))).toContain(text);
    },
  );

  test("is in the list by the last part of its key", () => {
    const { name, details } = choiceOf(aJob({ status: "FAILED" }));
    expect([name, details]).toEqual(["homes.csv", "1,200 rows · failed"]);
  });
});

test("the map says when it shows a part of the points only", () => {
  expect(mapNote({ total: 3, every: 1, shown: [1, 2, 3] })).toBe("3 rows have a position.");
  expect(mapNote({ total: 12_000, every: 4, shown: Array.from({ length: 3000 }) })).toBe(
    "12,000 rows have a position; the map shows every 4th, 3,000 in all.",
  );
});
