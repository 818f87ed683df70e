import { expect, test } from "vitest";
import { RESOURCE_TYPES } from "./resource-types.ts";

test("every type is there once", () => {
  const names = RESOURCE_TYPES.map(({ type }) => type);
  expect(new Set(names).size).toBe(names.length);
});

test.each(RESOURCE_TYPES.map((type) => [type.type, type] as const))(
  "%s has no property that is both passed on and only stored",
  (_name, { supported, storedOnly }) => {
    expect(storedOnly.filter((property) => supported.includes(property))).toEqual([]);
  },
);
