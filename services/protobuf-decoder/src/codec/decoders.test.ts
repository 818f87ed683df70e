import { describe, expect, test } from "vitest";
import { decoderOf, jsonText, outcomeOf } from "../../test/wire/decode.ts";
import { bytesField, nested, tag, varint, varintField } from "../../test/wire/encode.ts";
import type { InvalidMessageCode } from "../domain/message-decoder.ts";
import { ByteSink } from "./byte-sink.ts";
import { decoders } from "./generated/decoders.ts";

const SAMPLE = Buffer.from("08a40212046361726c18b3b1e18e06220b6e6577206d657373616765", "hex");

/** An entry `a` of a map, whose message has a map itself, with the one key. */
function innerWith(key: string): Buffer {
  const maps = bytesField(6, bytesField(1, bytesField(1, key)));
  return bytesField(8, Buffer.concat([bytesField(1, "a"), bytesField(2, maps)]));
}

function refusalOf(type: string, bytes: Uint8Array) {
  const outcome = outcomeOf(type, bytes);
  return "refused" in outcome ? outcome.refused : undefined;
}

describe("a decoder", () => {
  test("is there for the message of the post, by its name", () => {
    expect(decoders.get("demo")?.typeName).toBe("demo");
  });

  test("writes the fields in the order of their numbers, without blanks", () => {
    const reversed = Buffer.concat([bytesField(4, "e"), varintField(3, 1), varintField(1, 2)]);
    expect(jsonText("demo", reversed)).toBe('{"id":2,"timevalue":1,"event":"e"}');
    expect(jsonText("demo", SAMPLE)).toBe(
      '{"id":292,"name":"carl","timevalue":1641568435,"event":"new message"}',
    );
  });

  test("tells a field that is set to its default from one that is not set", () => {
    const set = Buffer.concat([varintField(1, 0), bytesField(2, "")]);
    expect(jsonText("demo", set)).toBe('{"id":0,"name":""}');
    expect(jsonText("demo", new Uint8Array())).toBe("{}");
  });

  test("leaves non-ASCII text as it is", () => {
    expect(jsonText("demo", bytesField(2, "für €, 日本語 😀"))).toBe('{"name":"für €, 日本語 😀"}');
  });

  test("escapes as JSON.stringify does", () => {
    const text = String.fromCharCode(...Array.from({ length: 0x180 }, (_, code) => code));
    expect(jsonText("demo", bytesField(2, text))).toBe(JSON.stringify({ name: text }));
  });

  test("keeps the sign of minus zero for parsers that know integers", () => {
    const minusZero = Buffer.concat([tag(13, 1), Buffer.from("0000000000000080", "hex")]);
    expect(jsonText("every.v1.Explicit", minusZero)).toBe('{"a_double":-0.0}');
  });

  test("writes a key once, though its values hold maps themselves", () => {
    const bytes = Buffer.concat([innerWith("first"), innerWith("second, and longer")]);
    expect(jsonText("every.v1.Everything", bytes)).toBe(
      '{"inner":{"a":{"maps":{"text_by_text":{"second, and longer":""}}}}}',
    );
  });

  test("appends to what is in the sink", () => {
    const sink = new ByteSink();
    for (const id of [1, 2]) {
      decoderOf("demo").decodeToJson(varintField(1, id), sink);
      sink.byte(0x0a);
    }
    expect(Buffer.from(sink.written()).toString()).toBe('{"id":1}\n{"id":2}\n');
  });

  test("leaves the sink as it was when the bytes are bad, wherever that is seen", () => {
    const sink = new ByteSink();
    decoderOf("demo").decodeToJson(SAMPLE, sink);
    const before = Buffer.from(sink.written());
    const bad = Buffer.concat([SAMPLE, bytesField(4, Buffer.from("ab\xff", "latin1"))]);
    expect(() => decoderOf("demo").decodeToJson(bad, sink)).toThrow("a text is not UTF-8");
    expect(Buffer.from(sink.written())).toEqual(before);
  });

  test("decodes the next message after a bad one in the middle of nested messages", () => {
    expect(refusalOf("every.v1.Tree", nested(2, 101))?.code).toBe("TooDeep");
    expect(jsonText("every.v1.Tree", nested(2, 2))).toBe('{"left":{"left":{}}}');
  });

  test("reads bytes that are a part of a larger buffer", () => {
    const around = Buffer.concat([Buffer.alloc(3, 0xff), SAMPLE, Buffer.alloc(3, 0xff)]);
    const part = around.subarray(3, 3 + SAMPLE.length);
    expect(jsonText("demo", part)).toBe(jsonText("demo", SAMPLE));
  });
});

describe("bytes that are no message", () => {
  test.each<{ code: InvalidMessageCode; offset: number; bytes: Buffer; what: string }>([
    {
      what: "a length beyond the end",
      code: "TruncatedMessage",
      offset: 3,
      bytes: Buffer.from("08011205", "hex"),
    },
    {
      what: "a varint cut off",
      code: "TruncatedMessage",
      offset: 2,
      bytes: Buffer.from("0880", "hex"),
    },
    {
      what: "a varint of 11 bytes",
      code: "OverlongVarint",
      offset: 1,
      bytes: Buffer.concat([tag(1, 0), varint(1, 11)]),
    },
    {
      what: "a tag of 6 bytes",
      code: "OverlongVarint",
      offset: 0,
      bytes: Buffer.concat([varint(8, 6), varint(1)]),
    },
    { what: "tag 0", code: "IllegalTag", offset: 3, bytes: Buffer.from("080100", "hex") },
    { what: "wire type 6", code: "IllegalTag", offset: 1, bytes: Buffer.from("0e00", "hex") },
    { what: "a group that did not begin", code: "UnmatchedGroup", offset: 1, bytes: tag(9, 4) },
    { what: "a group that does not end", code: "UnmatchedGroup", offset: 1, bytes: tag(9, 3) },
    {
      what: "text that is not UTF-8",
      code: "InvalidUtf8",
      offset: 3,
      bytes: Buffer.from("120261ff", "hex"),
    },
    {
      what: "nothing but unknown fields",
      code: "ForeignMessage",
      offset: 0,
      bytes: varintField(99, 1),
    },
    {
      what: "a known number with another wire type only",
      code: "ForeignMessage",
      offset: 0,
      bytes: bytesField(1, "a"),
    },
  ])("$what is $code at byte $offset", ({ code, offset, bytes }) => {
    expect(refusalOf("demo", bytes)).toMatchObject({ kind: "invalid", code, offset });
  });

  test("a time after the year 9999 has no JSON", () => {
    const time = bytesField(1, varintField(1, 253_402_300_800));
    expect(refusalOf("every.v1.WellKnown", time)?.code).toBe("NoJsonValue");
  });

  test("nanoseconds beyond a second have no JSON", () => {
    const time = bytesField(1, varintField(2, 1_000_000_000));
    expect(refusalOf("every.v1.WellKnown", time)?.code).toBe("NoJsonValue");
  });

  test("a reason never quotes the message", () => {
    const secret = Buffer.concat([Buffer.from("s3cret"), Buffer.from([0xff])]);
    expect(refusalOf("demo", bytesField(2, secret))?.message).toBe("a text is not UTF-8 at byte 8");
  });
});

describe("bytes made to hurt", () => {
  test.each([
    { what: "messages", type: "every.v1.Tree", bytes: nested(2, 10_000) },
    {
      what: "unknown groups",
      type: "demo",
      bytes: Buffer.concat([Buffer.alloc(10_000, tag(1, 3)), Buffer.alloc(10_000, tag(1, 4))]),
    },
  ])("10,000 $what within one another are refused", ({ type, bytes }) => {
    expect(refusalOf(type, bytes)?.code).toBe("TooDeep");
  });

  test("a megabyte of text is decoded, escapes and all", () => {
    const text = 'a"\u0001€'.repeat(200_000);
    expect(jsonText("demo", bytesField(2, text))).toBe(JSON.stringify({ name: text }));
  });

  test("a message that is merged at each of 100 depths takes no time that doubles with each", () => {
    let bytes: Buffer = varintField(1, 5);
    for (let depth = 0; depth < 100; depth += 1) {
      bytes = Buffer.concat([bytesField(2, ""), bytesField(2, bytes), bytesField(2, "")]);
    }
    expect(jsonText("every.v1.Tree", bytes)).toContain('{"value":5}');
  });

  test("a oneof that changes its mind at each of 90 depths takes no time that doubles with each", () => {
    let bytes: Buffer = varintField(2, 5);
    for (let depth = 0; depth < 90; depth += 1) {
      bytes = Buffer.concat([
        bytesField(21, bytes),
        tag(20, 1),
        Buffer.alloc(8),
        bytesField(21, ""),
      ]);
    }
    expect(jsonText("every.v1.Choice", bytes)).toBe('{"choice":{}}');
  });

  test("100,000 entries of one key are one entry", () => {
    const entry = bytesField(1, Buffer.concat([bytesField(1, "k"), bytesField(2, "v")]));
    const bytes = Buffer.alloc(entry.length * 100_000, entry);
    expect(jsonText("every.v1.Maps", bytes)).toBe('{"text_by_text":{"k":"v"}}');
  });
});
