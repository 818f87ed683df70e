import fc from "fast-check";
import { expect, test } from "vitest";
import { EvenSample } from "./even-sample.ts";

function sampleOf(count: number, limit: number): EvenSample<number> {
  const sample = new EvenSample<number>(limit);
  for (let index = 0; index < count; index += 1) sample.offer(() => index);
  return sample;
}

test("keeps everything while there is room", () => {
  expect(sampleOf(4, 4)).toMatchObject({ kept: [0, 1, 2, 3], every: 1, total: 4 });
});

test("keeps every second, then every fourth, from the first", () => {
  expect(sampleOf(5, 4)).toMatchObject({ kept: [0, 2, 4], every: 2, total: 5 });
  expect(sampleOf(9, 4)).toMatchObject({ kept: [0, 4, 8], every: 4, total: 9 });
});

test("is even and within its limit, however much goes by", () => {
  fc.assert(
    fc.property(fc.nat(3000), fc.integer({ min: 1, max: 50 }), (count, half) => {
      const { kept, every, total } = sampleOf(count, half * 2);
      expect(total).toBe(count);
      expect(kept.length).toBeLessThanOrEqual(half * 2);
      expect(kept).toEqual(
        Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every),
      );
      expect(kept.length * 2).toBeGreaterThanOrEqual(Math.min(count, half * 2));
    }),
  );
});
