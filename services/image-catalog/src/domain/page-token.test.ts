import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pageTokenOf, positionOfPageToken } from "./page-token.ts";

const POSITION = `2026-01-15T12:00:00.000Z#${"a".repeat(43)}`;
const INVALID = expect.objectContaining({ kind: "invalid", code: "InvalidPageToken" }) as Error;

describe("a page token", () => {
  test("gives its position back to the search it came from, in whatever order it is asked", () => {
    const token = pageTokenOf(["label#cat", "text#stop"], POSITION);
    expect(positionOfPageToken(["text#stop", "label#cat"], token)).toBe(POSITION);
  });

  test("is refused by another search", () => {
    const token = pageTokenOf(["label#cat"], POSITION);
    expect(() => positionOfPageToken(["label#dog"], token)).toThrow(INVALID);
  });

  test("is refused when its search is changed in it", () => {
    const token = pageTokenOf(["label#cat"], POSITION);
    for (let at = 0; at < 16; at += 1) {
      const forged = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      expect(() => positionOfPageToken(["label#cat"], forged)).toThrow(INVALID);
    }
  });

  test("is refused whatever else it is", () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        expect(() => positionOfPageToken(["label#cat"], token)).toThrow(INVALID);
      }),
    );
  });
});
