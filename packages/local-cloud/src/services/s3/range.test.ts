import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentRange, parseRange } from "./range.ts";

describe("parseRange", () => {
  test.each([
    { header: "bytes=0-0", range: { start: 0, size: 1 } },
    { header: "bytes=2-5", range: { start: 2, size: 4 } },
    { header: "bytes=7-", range: { start: 7, size: 3 } },
    { header: "bytes=7-99", range: { start: 7, size: 3 } },
    { header: "bytes=-3", range: { start: 7, size: 3 } },
    { header: "bytes=-99", range: { start: 0, size: 10 } },
  ])("reads $header of ten bytes", ({ header, range }) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  test.each(["", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,3-4", "items=0-1", "bytes=a-b"])(
    "ignores %j",
    (header) => {
      expect(parseRange(header, 10)).toBeUndefined();
    },
  );

  test.each([
    { header: "bytes=10-", totalBytes: 10 },
    { header: "bytes=-0", totalBytes: 10 },
    { header: "bytes=0-", totalBytes: 0 },
  ])("refuses $header of $totalBytes bytes", ({ header, totalBytes }) => {
    expect(() => parseRange(header, totalBytes)).toThrow(
      expect.objectContaining({ code: "InvalidRange", status: 416 }),
    );
  });

  test("never reaches over the object's end", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1e9 }), (from, to, total) => {
        fc.pre(from < total && from <= to);
        const range = parseRange(`bytes=${from}-${to}`, total)!;
        expect(range.start + range.size).toBeLessThanOrEqual(total);
        expect(range.size).toBeGreaterThan(0);
      }),
    );
  });
});

test("contentRange names the last byte, not the length", () => {
  expect(contentRange({ start: 2, size: 4 }, 10)).toBe("bytes 2-5/10");
});
