import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { itemSize } from "./item-size.ts";
import { parseItem } from "./value.ts";

// Sizes with the one-letter name, by the rules of the Developer Guide.
test.each<[string, AttributeValue, number]>([
  ["text by its UTF-8 bytes", { S: "aü€" }, 1 + 6],
  ["zero as one byte", { N: "0" }, 1 + 1],
  ["two digits as a byte and one more", { N: "12" }, 1 + 2],
  ["a sign as a byte", { N: "-12" }, 1 + 3],
  ["zeros at the end as nothing", { N: "1200000000" }, 1 + 2],
  ["binaries by their length", { B: new Uint8Array(5) }, 1 + 5],
  ["a boolean as a byte", { BOOL: false }, 1 + 1],
  ["an empty list as three bytes", { L: [] }, 1 + 3],
  ["a byte more per member of a list", { L: [{ S: "ab" }, { NULL: true }] }, 1 + 3 + 3 + 2],
  ["a byte more per entry of a map", { M: { key: { S: "ab" } } }, 1 + 3 + 1 + 3 + 2],
  ["sets by their members", { SS: ["a", "bc"] }, 1 + 3],
])("counts %s", (_, value, size) => {
  expect(itemSize(parseItem({ a: value }))).toBe(size);
});
