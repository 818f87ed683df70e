import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeKey } from "./url-encoding.ts";

test.each([
  ["a b+c%20ü", "a+b%2Bc%2520%C3%BC"],
  ["../x//y", "../x//y"],
  ["photo(3).png", "photo%283%29.png"],
  ["line\nbreak", "line%0Abreak"],
  ["\u{1F600}", "%F0%9F%98%80"],
])("encodeKey turns %j into %s", (key, encoded) => {
  expect(encodeKey(key)).toBe(encoded);
});

test("encodeKey is undone by reading a form", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (key) => {
      const read = new URLSearchParams(`key=${encodeKey(key)}`).get("key");
      expect(read).toBe(key.toWellFormed());
    }),
  );
});
