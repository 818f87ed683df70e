import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attributesMd5,
  attributesSizeBytes,
  selectAttributes,
  storeAttributes,
  toApiAttribute,
} from "./message-attributes.ts";

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/).filter((text) => text !== "__proto__");
const attribute = fc.oneof(
  fc.record({ DataType: fc.constant("String"), StringValue: fc.string({ minLength: 1 }) }),
  fc.record({ DataType: fc.constant("Number.int"), StringValue: fc.integer().map(String) }),
  fc.record({ DataType: fc.constant("Binary"), BinaryValue: fc.uint8Array({ minLength: 1 }) }),
);
const attributes = fc.dictionary(name, attribute, { maxKeys: 10 });

/** The digest as the developer guide tells it, over the attributes as the API has them. */
function digestByTheBook(given: Record<string, Record<string, unknown>>): string {
  const parts: Buffer[] = [];
  const part = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(bytes.length);
    parts.push(length, bytes);
  };
  for (const key of Object.keys(given).sort()) {
    const { DataType, StringValue, BinaryValue } = given[key]!;
    part(Buffer.from(key));
    part(Buffer.from(String(DataType)));
    parts.push(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    part(
      BinaryValue === undefined
        ? Buffer.from(String(StringValue))
        : Buffer.from(BinaryValue as Uint8Array),
    );
  }
  return createHash("md5").update(Buffer.concat(parts)).digest("hex");
}

describe("attributesMd5", () => {
  // Digests that SQS itself answered.
  test.each([
    [
      {
        General: { DataType: "String", StringValue: "Kenobi" },
        Hello: { DataType: "String", StringValue: "There" },
        "Help.Me": { DataType: "String", StringValue: "Me" },
      },
      "4c360f3fdafd970e05fae2f149d997f5",
    ],
    [{ Foo: { DataType: "String", StringValue: "Bar" } }, "ae7155c6026991b6d54b11589678bf9c"],
    [
      {
        attr1: {
          DataType: "Binary",
          BinaryValue: Buffer.from(
            "traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01",
          ),
        },
      },
      "8cbe4db156db8a94db8b801b7addb984",
    ],
  ])("is what SQS answers (%#)", (given, md5) => {
    expect(attributesMd5(storeAttributes(given))).toBe(md5);
  });

  test("is the documented digest of any attributes", () => {
    fc.assert(
      fc.property(attributes, (given) => {
        const expected = Object.keys(given).length === 0 ? undefined : digestByTheBook(given);
        expect(attributesMd5(storeAttributes(given))).toBe(expected);
      }),
    );
  });
});

describe("storeAttributes", () => {
  test("keeps every attribute for its reader", () => {
    fc.assert(
      fc.property(attributes, (given) => {
        const back = Object.entries(storeAttributes(given)).map(([key, stored]) => {
          const { BinaryValue, ...rest } = toApiAttribute(stored);
          return [
            key,
            BinaryValue === undefined
              ? rest
              : { ...rest, BinaryValue: new Uint8Array(BinaryValue) },
          ];
        });
        expect(Object.fromEntries(back)).toEqual({ ...given });
      }),
    );
  });

  test.each([
    [{ a: { DataType: "", StringValue: "x" } }, /non-empty message attribute type/],
    [{ a: { DataType: "Text", StringValue: "x" } }, /supported type prefixes/],
    [{ a: { DataType: "String", StringValue: "" } }, /non-empty value of type 'String'/],
    [{ a: { DataType: "Number", StringValue: "ten" } }, /to a number/],
    [{ "aws.a": { DataType: "String", StringValue: "x" } }, /must not start with/],
    [{ "a..b": { DataType: "String", StringValue: "x" } }, /names can contain only/],
  ])("refuses %j", (given, message) => {
    expect(() => storeAttributes(given)).toThrow(message);
  });

  test("refuses an eleventh attribute", () => {
    const given = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [
        `a${index}`,
        { DataType: "String", StringValue: "x" },
      ]),
    );
    expect(() => storeAttributes(given)).toThrow(/\[11\] exceeds the allowed maximum \[10\]/);
  });
});

test("counts names, types and values towards the size", () => {
  const stored = storeAttributes({ ab: { DataType: "String", StringValue: "é" } });
  expect(attributesSizeBytes(stored)).toBe(2 + 6 + 2);
});

test("selects attributes by name, by prefix and all", () => {
  const stored = storeAttributes({
    General: { DataType: "String", StringValue: "Kenobi" },
    Hello: { DataType: "String", StringValue: "There" },
    "Help.Me": { DataType: "String", StringValue: "Me" },
  });
  const names = (wanted: string[]): string[] => Object.keys(selectAttributes(stored, wanted));
  expect(names([])).toEqual([]);
  expect(names(["Nope"])).toEqual([]);
  expect(names(["Hello", "Nope"])).toEqual(["Hello"]);
  expect(names(["Hel.*"])).toEqual(["Hello", "Help.Me"]);
  for (const all of ["All", ".*", "*"]) expect(names([all])).toHaveLength(3);
});
