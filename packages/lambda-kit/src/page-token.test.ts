import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endOfPageToken, pageTokenOf } from "./page-token.ts";

const TIME = "2026-01-15T12:00:00.000Z";

describe("a page token", () => {
  test("stands for the place that it was made of, whatever the key", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (key) => {
        const end = `${TIME}#${key}`;
        expect(endOfPageToken(pageTokenOf(end))).toBe(end);
      }),
    );
  });

  test.each([
    "",
    "forged",
    pageTokenOf(""),
    pageTokenOf("#"),
    pageTokenOf(`${TIME}#`),
    pageTokenOf("yesterday#a.mp4"),
    `${pageTokenOf(`${TIME}#a.mp4`)}==`,
  ])("is not %j", (token) => {
    expect(() => endOfPageToken(token)).toThrow(
      expect.objectContaining({ code: "InvalidPageToken" }),
    );
  });
});
