import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSequence, parseSequence } from "./sequence-number.ts";

const LAST_EPOCH = 2 ** 36 - 1;
const aShard = fc.record({
  epoch: fc.integer({ min: 0, max: LAST_EPOCH }),
  index: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});
const aPosition = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe("a sequence number", () => {
  test("has 56 digits and says its shard and its place", () => {
    fc.assert(
      fc.property(aShard, aPosition, (shard, position) => {
        const text = formatSequence(shard, position);
        expect(text).toMatch(/^\d{56}$/);
        expect(parseSequence(text)).toEqual({
          epoch: shard.epoch,
          position,
          shardIndex: shard.index,
        });
      }),
    );
  });

  test("grows along a shard up to the one that ends it, and on in a younger shard", () => {
    fc.assert(
      fc.property(aShard, aShard, aPosition, (one, other, position) => {
        const next = formatSequence(one, position + 1);
        expect(formatSequence(one, position) < next).toBe(true);
        expect(next < formatSequence(one, "end")).toBe(true);
        fc.pre(one.epoch < LAST_EPOCH);
        const younger = { ...other, epoch: one.epoch + 1 };
        expect(formatSequence(one, "end") < formatSequence(younger, 0)).toBe(true);
      }),
    );
  });

  test("is read from no other text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{50,60}$/)), (text) => {
        const read = parseSequence(text);
        if (read === undefined) return;
        const shard = { epoch: read.epoch, index: read.shardIndex };
        expect(formatSequence(shard, read.position)).toHaveLength(56);
      }),
    );
  });
});
