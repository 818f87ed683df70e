import fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { deaggregate, isAggregated, splitAggregates, type StreamRecord } from "./stream.ts";

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];

function aRecord(data: Uint8Array): StreamRecord {
  return {
    partitionKey: "a",
    sequenceNumber: "49590338271490256608559692538361571095921575989136588898",
    shardId: "shardId-000000000000",
    streamArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks",
    arrivedAt: new Date(0),
    data,
  };
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function bytes(field: number, value: Uint8Array | string): number[] {
  const raw = [...Buffer.from(value)];
  return [...varint(field * 8 + 2), ...varint(raw.length), ...raw];
}

const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];

function sealed(message: readonly number[]): StreamRecord {
  const body = Buffer.from(message);
  return aRecord(
    Buffer.concat([Buffer.from(MAGIC), body, createHash("md5").update(body).digest()]),
  );
}

interface Click {
  readonly key: string;
  readonly hashKey?: string | undefined;
  readonly data: Uint8Array;
}

/** As the Kinesis Producer Library writes them: each key once, in a table. */
function aggregate(clicks: readonly Click[]): StreamRecord {
  const keys = [...new Set(clicks.map(({ key }) => key))];
  const hashKeys = [...new Set(clicks.flatMap(({ hashKey = [] }) => hashKey))];
  return sealed([
    ...keys.flatMap((key) => bytes(1, key)),
    ...hashKeys.flatMap((key) => bytes(2, key)),
    ...clicks.flatMap(({ key, hashKey, data }) => {
      const hash = hashKey === undefined ? [] : number(2, hashKeys.indexOf(hashKey));
      return bytes(3, Buffer.from([...number(1, keys.indexOf(key)), ...hash, ...bytes(3, data)]));
    }),
  ]);
}

const CLICK = fc.record({
  key: fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" }),
  hashKey: fc.option(fc.constantFrom("0", "340282366920938463463374607431768211455"), {
    nil: undefined,
  }),
  data: fc.uint8Array({ maxLength: 300 }),
});

const BROKEN = expect.objectContaining({ kind: "invalid", code: "BrokenAggregate" }) as unknown;

describe("deaggregate", () => {
  test("gives a record that is no aggregate as it is", () => {
    const record = aRecord(Buffer.from("plain"));
    expect(deaggregate(record)).toEqual([{ ...record, subSequenceNumber: 0 }]);
  });

  test("gives the records of an aggregate in their order, under its sequence number", () => {
    fc.assert(
      fc.property(fc.array(CLICK), (clicks) => {
        const record = aggregate(clicks);
        expect(isAggregated(record)).toBe(true);
        const found = deaggregate(record);
        expect(
          found.map(({ partitionKey: key, explicitHashKey: hashKey, data }) => {
            return { key, hashKey, data: new Uint8Array(data) };
          }),
        ).toEqual(clicks);
        expect(found.map(({ subSequenceNumber }) => subSequenceNumber)).toEqual([...clicks.keys()]);
        expect(found.every((one) => one.sequenceNumber === record.sequenceNumber)).toBe(true);
      }),
    );
  });

  test("passes over fields that it does not know, of every wire type", () => {
    const unknown = [
      ...number(9, 300),
      ...bytes(10, "x"),
      11 * 8 + 1,
      ...Buffer.alloc(8),
      12 * 8 + 5,
      0,
      0,
      0,
      0,
    ];
    const click = bytes(
      3,
      Buffer.from([...unknown, ...number(1, 0), ...bytes(3, "d"), ...bytes(4, "tag")]),
    );
    const [found] = deaggregate(sealed([...unknown, ...bytes(1, "key"), ...click]));
    expect(found).toMatchObject({ partitionKey: "key", data: Buffer.from("d") });
  });

  test.each([
    ["is cut off in its magic's digest", aRecord(Buffer.from([...MAGIC, 1]))],
    ["has another digest", aRecord(Buffer.from([...MAGIC, ...bytes(1, "k"), ...Buffer.alloc(16)]))],
    ["refers past its table", sealed(bytes(3, Buffer.from([...number(1, 0), ...bytes(3, "d")])))],
    [
      "has a record without data",
      sealed([...bytes(1, "k"), ...bytes(3, Buffer.from(number(1, 0)))]),
    ],
    ["has a record without a key", sealed(bytes(3, Buffer.from(bytes(3, "d"))))],
    ["has a number in place of a record", sealed(number(3, 1))],
    ["ends within a field", sealed([...varint(3 * 8 + 2), ...varint(100), 1])],
    ["ends within a number", sealed([8, 0x80])],
    ["has an 11-byte number", sealed([8, ...Array.from({ length: 11 }, () => 0xff)])],
    ["has a group", sealed([1 * 8 + 3])],
    ["has a field of number 0", sealed([2, 0])],
    ["claims a length of 2^63", sealed([10, ...Array.from({ length: 9 }, () => 0xff), 1])],
  ])("names the error of an aggregate that %s", (_what, record) => {
    expect(() => deaggregate(record)).toThrow(BROKEN);
  });

  test("reads or refuses any body by name", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        expect(splitAggregates([sealed([...body])])).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });
});

describe("splitAggregates", () => {
  test("keeps what can be read beside what cannot", () => {
    const plain = aRecord(Buffer.from("plain"));
    const broken = sealed(number(3, 1));
    const good = aggregate([
      { key: "k", data: Buffer.from("1") },
      { key: "l", data: Buffer.from("2") },
    ]);
    const split = splitAggregates([plain, broken, good]);
    expect(split.records.map(({ partitionKey }) => partitionKey)).toEqual(["a", "k", "l"]);
    expect(split.broken).toEqual([{ record: broken, error: BROKEN }]);
  });
});
