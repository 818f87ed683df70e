import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAddress } from "./address-query.ts";
import { gazetteer } from "./gazetteer.ts";
import { findPosition, findText } from "./geocoder.ts";

const places = gazetteer();

function best(text: string) {
  const [found] = findText(text, places);
  if (found === undefined) return undefined;
  const { locality, street, houseNumber, relevance } = found;
  const parts = [houseNumber, street, locality.city, locality.region, locality.postalCode];
  return [parts.filter(Boolean).join(" "), locality.country, relevance];
}

describe("an address", () => {
  test.each([
    [
      "550 Main St, Hartford, CT 06103, USA",
      {
        houseNumber: "550",
        street: "Main St",
        city: "Hartford",
        region: "CT",
        postalCode: "06103",
        country: "USA",
      },
    ],
    ["Hartford Connecticut", { city: "Hartford", region: "CT" }],
    ["New York", { city: "New York" }],
    ["Albany, New York", { city: "Albany", region: "NY" }],
    ["Atlanta, Georgia", { city: "Atlanta", region: "GA" }],
    ["06103-1234", { postalCode: "06103" }],
    ["Paris, France", { city: "Paris", country: "FRA" }],
    [" , ,, ", {}],
  ])("is taken apart: %s", (text, expected) => {
    expect(readAddress(text, places.codes)).toStrictEqual(expected);
  });

  test("of any text is taken apart without an error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        for (const { relevance } of findText(text, places)) {
          expect(relevance).toBeGreaterThan(0);
          expect(relevance).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("a search by text", () => {
  test.each([
    ["550 Main Street, Hartford, CT", ["550 Main Street Hartford CT 06103", "USA", 1]],
    ["550 MAIN ST, hartford, Connecticut, 06103", ["550 Main Street Hartford CT 06103", "USA", 1]],
    ["99999 Main Street, Hartford, CT", ["Main Street Hartford CT 06103", "USA", 0.9]],
    ["12 Nowhere Lane, Hartford, CT", ["Hartford CT", "USA", 0.7]],
    ["Hartford, CT", ["Hartford CT", "USA", 1]],
    ["90210", ["Beverly Hills CA 90210", "USA", 1]],
    ["São Paulo", ["São Paulo", "BRA", 1]],
    ["sao paulo", ["São Paulo", "BRA", 1]],
    ["Paris, USA", ["Paris TX", "USA", 1]],
  ])("finds %s", (text, expected) => {
    expect(best(text)).toEqual(expected);
  });

  test.each(["", "Atlantis, ZZ", "constructor", "12345678", "Main Street"])(
    "finds nothing for %j",
    (text) => {
      expect(best(text)).toBeUndefined();
    },
  );
});

test("a search by position finds the house, the postal area and the cities around it", () => {
  const [house, area, city] = findPosition([-72.674, 41.7665], places, 3);
  expect(house).toMatchObject({ street: "Main Street", locality: { city: "Hartford" } });
  expect(Number(house?.houseNumber)).toBeGreaterThan(800);
  expect(area?.locality.postalCode).toMatch(/^061/u);
  expect(city?.locality).toMatchObject({ city: "Hartford", region: "CT" });
  expect(findPosition([2.35, 48.85], places, 1)[0]?.locality.country).toBe("FRA");
});
