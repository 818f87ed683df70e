import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Box, boxAround, clipToImage, overlap, suppressOverlaps } from "./box.ts";

const ratio = fc.double({ min: -0.5, max: 1.5, noNaN: true });
const size = fc.double({ min: 0, max: 1.5, noNaN: true });
const anyBox: fc.Arbitrary<Box> = fc.record({ left: ratio, top: ratio, width: size, height: size });
const candidate = fc.record({ box: anyBox, score: fc.double({ min: 0, max: 1, noNaN: true }) });

const LEFT_HALF: Box = { left: 0, top: 0, width: 0.5, height: 1 };

describe("overlap", () => {
  test("is 1 for a box and itself, 0 for boxes side by side", () => {
    expect(overlap(LEFT_HALF, LEFT_HALF)).toBe(1);
    expect(overlap(LEFT_HALF, { ...LEFT_HALF, left: 0.5 })).toBe(0);
  });

  test("is 0 for boxes without area", () => {
    const point: Box = { left: 0.2, top: 0.2, width: 0, height: 0 };
    expect(overlap(point, point)).toBe(0);
  });

  test("lies between 0 and 1 and does not depend on the order", () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        expect(overlap(a, b)).toBeGreaterThanOrEqual(0);
        expect(overlap(a, b)).toBeLessThanOrEqual(1 + 1e-9);
        expect(overlap(a, b)).toBeCloseTo(overlap(b, a), 9);
      }),
    );
  });
});

describe("suppressOverlaps", () => {
  test("keeps the best of candidates for one thing, whatever their class", () => {
    const dog = { box: LEFT_HALF, score: 0.48, className: "dog" };
    const cat = { box: { ...LEFT_HALF, width: 0.52 }, score: 0.71, className: "cat" };
    expect(suppressOverlaps([dog, cat], 0.5)).toEqual([cat]);
  });

  test("leaves no two that overlap, drops only what overlaps a better one, best first", () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 20 }), (candidates) => {
        const kept = suppressOverlaps(candidates, 0.5);
        for (const [index, one] of kept.entries()) {
          for (const other of kept.slice(index + 1)) {
            expect(overlap(one.box, other.box)).toBeLessThanOrEqual(0.5);
            expect(one.score).toBeGreaterThanOrEqual(other.score);
          }
        }
        for (const dropped of candidates.filter((one) => !kept.includes(one))) {
          const better = kept.filter(({ score }) => score >= dropped.score);
          expect(better.some(({ box }) => overlap(box, dropped.box) > 0.5)).toBe(true);
        }
      }),
    );
  });
});

test("clipToImage never leaves the image", () => {
  fc.assert(
    fc.property(anyBox, (box) => {
      const { left, top, width, height } = clipToImage(box);
      expect(Math.min(left, top, width, height)).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(1 + 1e-9);
      expect(top + height).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

test("boxAround spans from the first edge to the last", () => {
  const right: Box = { left: 0.75, top: 0.25, width: 0.25, height: 0.25 };
  expect(boxAround([LEFT_HALF, right])).toEqual({ left: 0, top: 0, width: 1, height: 1 });
  expect(boxAround([right])).toEqual(right);
});
