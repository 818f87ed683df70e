import { describe, expect, test } from "vitest";
import { assertWithin } from "./limits.ts";

const LIMITS = { maxDurationSeconds: 100, maxPixels: 1000 };
const FACTS = { durationSeconds: 100, width: 40, height: 25, codec: "h264" };

describe("assertWithin", () => {
  test("takes what reaches both limits", () => {
    expect(() => assertWithin(LIMITS, FACTS)).not.toThrow();
  });

  test.each([
    { what: "longer", facts: { ...FACTS, durationSeconds: 100.1 } },
    { what: "larger", facts: { ...FACTS, width: 41 } },
  ])("refuses what is $what", ({ facts }) => {
    expect(() => assertWithin(LIMITS, facts)).toThrow(
      expect.objectContaining({ code: "RefusedInput" }),
    );
  });
});
