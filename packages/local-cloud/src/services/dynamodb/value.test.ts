import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeItem, encodeItem } from "./item-codec.ts";
import { itemSize } from "./item-size.ts";
import { equalItems, equalValues, parseItem, parseValue } from "./value.ts";

const name = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty"),
);
const { value: anyValue } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: "value" },
    fc.record({ S: fc.string({ unit: "binary" }) }),
    fc.record({ N: fc.integer().map(String) }),
    fc.record({ B: fc.uint8Array() }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true as const }),
    fc.record({ SS: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
    fc.record({ NS: fc.uniqueArray(fc.integer().map(String), { minLength: 1 }) }),
    fc.record({ BS: fc.array(fc.uint8Array({ minLength: 1 }), { minLength: 1, maxLength: 1 }) }),
    fc.record({ L: fc.array(tie("value"), { maxLength: 4 }) }),
    fc.record({ M: fc.dictionary(name, tie("value"), { maxKeys: 4 }) }),
  ) as fc.Arbitrary<AttributeValue>,
}));
const anyItem = fc.dictionary(name, anyValue);

describe("items", () => {
  test("are stored and read back as they were", () => {
    fc.assert(
      fc.property(anyItem, (input) => {
        const item = parseItem(input);
        const again = decodeItem(encodeItem(item));
        expect(equalItems(item, again)).toBe(true);
        expect(Object.keys(again)).toEqual(Object.keys(item));
        expect(itemSize(again)).toBe(itemSize(item));
      }),
    );
  });

  test("differ when a value differs", () => {
    fc.assert(
      fc.property(anyValue, anyValue, (left, right) => {
        const [a, b] = [parseValue(left), parseValue(right)];
        expect(equalValues(a, b)).toBe(equalValues(b, a));
        expect(equalValues(a, parseValue(left))).toBe(true);
      }),
    );
  });
});

describe("parseValue", () => {
  test.each<[string, AttributeValue, string]>([
    [
      "nothing",
      {} as AttributeValue,
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    ],
    [
      "two types",
      { S: "a", N: "1" } as unknown as AttributeValue,
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    ],
    [
      "a false NULL",
      { NULL: false },
      "One or more parameter values were invalid: Null attribute value types must have the value of true",
    ],
    [
      "an empty binary set",
      { BS: [] },
      "One or more parameter values were invalid: Binary sets should not be empty",
    ],
    [
      "equal binaries",
      { BS: [Uint8Array.of(1), Uint8Array.of(1)] },
      "One or more parameter values were invalid: Input collection [AQ==, AQ==]of type BS contains duplicates.",
    ],
  ])("refuses %s", (_, input, message) => {
    expect(() => parseValue(input)).toThrow(message);
  });

  test("refuses more than 32 levels, however many there are", () => {
    let value: AttributeValue = { S: "deep" };
    for (let level = 0; level < 32; level += 1) value = { L: [value] };
    expect(parseValue(value)).toBeDefined();
    for (let level = 0; level < 50_000; level += 1) value = { L: [value] };
    expect(() => parseValue(value)).toThrow("Nesting Levels have exceeded supported limits");
  });
});
