import { describe, expect, test } from "vitest";
import { createRateLimits, WRITE_RATE } from "../../rate-limits.ts";
import { createReadLimits } from "./read-limits.ts";

const KIB = 1024;

describe("a shard takes", () => {
  test("a thousand records in a second, and then as many as time has passed for", () => {
    const limits = createRateLimits(WRITE_RATE);
    const taken = (nowMs: number): number =>
      Array.from({ length: 1500 }, () => limits.take("s", 1, nowMs)).filter(Boolean).length;
    expect(taken(0)).toBe(1000);
    expect(taken(0)).toBe(0);
    expect(taken(250)).toBe(250);
    expect(taken(60_000)).toBe(1000);
  });

  test("a mebibyte in a second, whatever other shards take", () => {
    const limits = createRateLimits(WRITE_RATE);
    expect(limits.take("s", 1000 * KIB, 0)).toBe(true);
    expect(limits.take("s", 25 * KIB, 0)).toBe(false);
    expect(limits.take("s", 24 * KIB, 0)).toBe(true);
    expect(limits.take("other", 1000 * KIB, 0)).toBe(true);
  });

  test("a record that is larger than that when idle, and nothing until it is paid for", () => {
    const limits = createRateLimits(WRITE_RATE);
    expect(limits.take("s", 4096 * KIB, 0)).toBe(true);
    expect(limits.take("s", 1, 2999)).toBe(false);
    expect(limits.take("s", 1, 3001)).toBe(true);
  });
});

describe("a shard gives", () => {
  test("five reads in a second", () => {
    const limits = createReadLimits();
    const read = (nowMs: number) => limits.take("s", { nowMs, inside: false });
    expect([0, 100, 200, 300, 400].every(read)).toBe(true);
    expect(read(999)).toBe(false);
    expect(read(1000)).toBe(true);
  });

  test("one of them to all readers inside the cloud together, who are never refused", () => {
    const limits = createReadLimits();
    const inside = (nowMs: number) => limits.take("s", { nowMs, inside: true });
    expect(Array.from({ length: 20 }, (_, index) => inside(index)).every(Boolean)).toBe(true);
    const outside = Array.from({ length: 5 }, () => limits.take("s", { nowMs: 50, inside: false }));
    expect(outside).toEqual([true, true, true, true, false]);
    expect(inside(60)).toBe(true);
  });

  test("nothing for five seconds after ten mebibytes", () => {
    const limits = createReadLimits();
    limits.gave("s", 10 * KIB * KIB, 0);
    expect(limits.take("s", { nowMs: 4999, inside: false })).toBe(false);
    expect(limits.take("s", { nowMs: 5000, inside: false })).toBe(true);
  });
});
