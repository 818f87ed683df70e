import { describe, expect, test } from "vitest";
import { readOptions } from "./read-options.ts";
import type { Soak } from "./soak.ts";

const FULL = { count: 200, crashes: 2, limitMs: 600_000 };
const SHORT = { count: 25, crashes: 1, limitMs: 60_000 };
const SOAK: Soak = {
  inputs: "images",
  full: FULL,
  short: SHORT,
  run: async () => ({ figures: [], violations: [] }),
};

describe("readOptions", () => {
  test("takes the whole soak and a fixed seed when nothing is said", () => {
    expect(readOptions(SOAK, [])).toEqual({ size: FULL, seed: 7 });
  });

  test("takes the short form", () => {
    expect(readOptions(SOAK, ["--short", "--seed", "3"])).toEqual({ size: SHORT, seed: 3 });
  });

  test("names the count after the inputs of the soak", () => {
    expect(readOptions(SOAK, ["--images", "50"]).size).toEqual({ ...FULL, count: 50 });
  });

  test.each([["--images", "0"], ["--images", "many"], ["--seed", "1.5"], ["--files", "3"], ["x"]])(
    "refuses %s %s",
    (...args) => {
      expect(() => readOptions(SOAK, args)).toThrow(/option|argument|whole number/u);
    },
  );
});
