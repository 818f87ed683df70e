import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evenRanges, hashKeyOf, hexOf, MAX_HASH_KEY, routeByHash } from "./hash-ranges.ts";

describe("evenRanges", () => {
  test("leaves no hash key out and gives none to two ranges", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (count) => {
        const ranges = evenRanges(count);
        expect(ranges).toHaveLength(count);
        expect(ranges[0]?.start).toBe(0n);
        expect(ranges.at(-1)?.end).toBe(MAX_HASH_KEY);
        ranges.slice(1).forEach(({ start }, index) => expect(start).toBe(ranges[index]!.end + 1n));
      }),
    );
  });
});

describe("routeByHash", () => {
  test("finds the range that a hash key lies in", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.bigInt({ min: 0n, max: MAX_HASH_KEY }),
        (count, hashKey) => {
          const owners = evenRanges(count).map((range) => ({ range }));
          const { range } = routeByHash(owners)(hexOf(hashKey));
          expect(range.start <= hashKey && hashKey <= range.end).toBe(true);
        },
      ),
    );
  });
});

test("the hash key of a partition key is the MD5 of its UTF-8", () => {
  expect(hashKeyOf("")).toBe("d41d8cd98f00b204e9800998ecf8427e");
  expect(hashKeyOf("é")).toBe("66ddcd97cfdeabb2f6fb8a999b4bc76f");
});
