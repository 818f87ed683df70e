import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkTags, parseTagging } from "./tags.ts";

const text = fc.string({ unit: fc.constantFrom("a", "Z", "9", " ", "+", "=", "/", "ü", "@") });

describe("parseTagging", () => {
  test("reads what a form encodes", () => {
    const key = text.filter((value) => value !== "");
    const tags = fc.uniqueArray(fc.tuple(key, text), { maxLength: 10, selector: ([name]) => name });
    fc.assert(
      fc.property(tags, (pairs) => {
        const expected = pairs.map(([Key, Value]) => ({ Key, Value }));
        expect(parseTagging(new URLSearchParams(pairs).toString())).toEqual(expected);
      }),
    );
  });

  test("reads nothing from a missing header", () => {
    expect(parseTagging(undefined)).toEqual([]);
  });
});

describe("checkTags", () => {
  test.each([
    { why: "an empty key", tags: [{ Key: "", Value: "x" }] },
    { why: "a long key", tags: [{ Key: "k".repeat(129), Value: "" }] },
    { why: "a long value", tags: [{ Key: "k", Value: "v".repeat(257) }] },
    { why: "an odd character", tags: [{ Key: "k", Value: "<" }] },
    { why: "a reserved key", tags: [{ Key: "AWS:x", Value: "" }] },
    {
      why: "a key given twice",
      tags: [
        { Key: "k", Value: "" },
        { Key: "k", Value: "1" },
      ],
    },
  ])("refuses $why", ({ tags }) => {
    expect(() => checkTags(tags, "object")).toThrow(
      expect.objectContaining({ code: "InvalidTag" }),
    );
  });

  test("allows a bucket fifty", () => {
    const tags = Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: "" }));
    expect(checkTags(tags.slice(1), "bucket")).toHaveLength(50);
    expect(() => checkTags(tags, "bucket")).toThrow(
      expect.objectContaining({ code: "BadRequest" }),
    );
  });
});
