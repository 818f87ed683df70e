import { errorKind } from "@blueprints/lambda-kit/errors";
import fc from "fast-check";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { anyFraming } from "./any-framing.ts";
import { confluentFraming } from "./confluent-framing.ts";
import { plainFraming, type Framing } from "./framing.ts";
import { glueFraming } from "./glue-framing.ts";

const UUID = "b7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63";
const MESSAGE = Buffer.from("message");

function bytes(...parts: (number | Uint8Array | string)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part))),
  );
}

function glue(compression: number, body: Uint8Array, uuid = UUID): Buffer {
  return bytes(3, compression, Buffer.from(uuid.replaceAll("-", ""), "hex"), body);
}

function confluent(id: number, ...rest: (number | Uint8Array)[]): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(id);
  return bytes(0, number, ...rest);
}

const FRAMINGS: Readonly<Record<string, Framing>> = {
  any: anyFraming,
  glue: glueFraming(
    new Map([
      [UUID, "demo"],
      [`${UUID}/300`, "shop.v1.Order"],
    ]),
  ),
  confluent: confluentFraming(
    new Map([
      ["42", "demo"],
      ["42/1", "shop.v1.Order"],
      ["42/1.0", "shop.v1.Order.Line"],
      ["4294967295", "last"],
    ]),
  ),
};

test("a plain record is its message, whatever it begins with", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (data) => {
      expect(plainFraming("demo")(data)).toEqual({ typeName: "demo", payload: data });
    }),
  );
});

describe.each([
  {
    format: "any",
    what: "the type behind the URL's last slash",
    data: bytes(0x0a, 24, "type.googleapis.com/demo", 0x12, 7, MESSAGE),
    typeName: "demo",
  },
  {
    format: "any",
    what: "a type with a package, behind any host, and fields in any order",
    data: bytes(0x12, 7, MESSAGE, 0x0a, 16, "x/y/shop.v1.Item"),
    typeName: "shop.v1.Item",
  },
  {
    format: "glue",
    what: "a message as it is",
    data: glue(0, bytes(0, MESSAGE)),
    typeName: "demo",
  },
  {
    format: "glue",
    what: "a compressed message",
    data: glue(5, deflateSync(bytes(0, MESSAGE))),
    typeName: "demo",
  },
  {
    format: "glue",
    what: "another message of the schema",
    data: glue(0, bytes(0xac, 0x02, MESSAGE)),
    typeName: "shop.v1.Order",
  },
  {
    format: "confluent",
    what: "the first message, written short",
    data: confluent(42, 0, MESSAGE),
    typeName: "demo",
  },
  {
    format: "confluent",
    what: "the first message, written long",
    data: confluent(42, 2, 0, MESSAGE),
    typeName: "demo",
  },
  {
    format: "confluent",
    what: "the second message",
    data: confluent(42, 2, 2, MESSAGE),
    typeName: "shop.v1.Order",
  },
  {
    format: "confluent",
    what: "a message within the second",
    data: confluent(42, 4, 2, 0, MESSAGE),
    typeName: "shop.v1.Order.Line",
  },
  {
    format: "confluent",
    what: "the largest id",
    data: confluent(0xffff_ffff, 0, MESSAGE),
    typeName: "last",
  },
])("the framing $format", ({ format, what, data, typeName }) => {
  test(`reads ${what}`, () => {
    const framed = FRAMINGS[format]?.(data);
    expect(framed?.typeName).toBe(typeName);
    expect(Buffer.from(framed?.payload ?? [])).toEqual(MESSAGE);
  });
});

describe.each([
  ["any", "no bytes at all", bytes(), "BrokenEnvelope"],
  ["any", "a URL without a slash", bytes(0x0a, 4, "demo"), "BrokenEnvelope"],
  ["any", "a number in place of the URL", bytes(0x08, 1), "BrokenEnvelope"],
  ["any", "a field that is cut off", bytes(0x0a, 9, "demo"), "BrokenEnvelope"],
  ["glue", "half a header", glue(0, bytes()).subarray(0, 17), "NotGlueFramed"],
  ["glue", "another version", bytes(4, glue(0, bytes(0)).subarray(1)), "NotGlueFramed"],
  ["glue", "another compression", glue(1, bytes(0, MESSAGE)), "NotGlueFramed"],
  ["glue", "no index of a message", glue(0, bytes()), "NotGlueFramed"],
  ["glue", "what is no zlib stream", glue(5, MESSAGE), "BrokenCompression"],
  [
    "glue",
    "a zlib stream that is cut off",
    glue(5, deflateSync(MESSAGE).subarray(0, 9)),
    "BrokenCompression",
  ],
  [
    "glue",
    "a kilobyte that becomes 10 MB",
    glue(5, deflateSync(Buffer.alloc(1e7))),
    "BrokenCompression",
  ],
  [
    "glue",
    "a schema that is not mapped",
    glue(0, bytes(0), UUID.replace("b", "c")),
    "UnknownSchema",
  ],
  ["glue", "a message that is not mapped", glue(0, bytes(1)), "UnknownSchema"],
  ["confluent", "half a prefix", bytes(0, 0, 0, 0), "NotConfluentFramed"],
  ["confluent", "another magic byte", bytes(1, 0, 0, 0, 42, 0), "NotConfluentFramed"],
  ["confluent", "no indexes", confluent(42), "NotConfluentFramed"],
  ["confluent", "fewer indexes than it says", confluent(42, 4, 2), "NotConfluentFramed"],
  ["confluent", "a negative count of indexes", confluent(42, 1), "NotConfluentFramed"],
  ["confluent", "a negative index", confluent(42, 2, 1), "NotConfluentFramed"],
  [
    "confluent",
    "a billion indexes",
    confluent(42, 0x80, 0x80, 0x80, 0x80, 0x04),
    "NotConfluentFramed",
  ],
  ["confluent", "a schema that is not mapped", confluent(43, 0), "UnknownSchema"],
  ["confluent", "a message that is not mapped", confluent(42, 2, 4), "UnknownSchema"],
])("the framing %s", (format, what, data, code) => {
  test(`refuses ${what} as ${code}`, () => {
    expect(() => FRAMINGS[format]?.(data)).toThrow(
      expect.objectContaining({ kind: "invalid", code }) as Error,
    );
  });
});

function outcomeOf(framing: Framing, data: Uint8Array): string {
  try {
    return typeof framing(data).typeName === "string" ? "read" : "no type";
  } catch (error) {
    return errorKind(error);
  }
}

test.each(Object.entries(FRAMINGS))(
  "the framing %s reads or refuses any bytes by name",
  (_name, framing) => {
    const start = fc.constantFrom(bytes(), glue(0, bytes()), glue(5, bytes()), confluent(42));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 60 }), (head, tail) => {
        expect(["read", "invalid"]).toContain(outcomeOf(framing, bytes(head, tail)));
      }),
      { numRuns: 1000 },
    );
  },
);
