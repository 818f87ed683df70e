import type {
  FieldModel,
  MessageModel,
  ProtoModel,
  ValueType,
} from "../../codegen/message-model.ts";
import { tag, varint } from "./encode.ts";

/** A source of numbers from 0 to 1 that repeats itself for the same seed. */
export type Random = () => number;

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a random message may have in it beside fields as an encoder writes them. */
export interface Oddities {
  /** Known fields with the wire type of another one, which decoders skip. */
  readonly foreignWire: boolean;
}

const TEXTS = [
  "",
  "a",
  "new message",
  'quote" back\\slash',
  "line\nbreak\ttab",
  "\u0000\u001f\u007f",
  "für €",
  "日本語",
  "😀👍",
  "\u2028\u2029",
  "__proto__",
  "x".repeat(200),
];
const INTEGERS = [
  0n,
  1n,
  -1n,
  127n,
  128n,
  300n,
  2n ** 31n - 1n,
  -(2n ** 31n),
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 64n - 1n,
  1_641_567_923n,
  10n ** 18n,
];
const DOUBLES = [
  0,
  -0,
  1,
  -1,
  0.1,
  1.5,
  1e21,
  1e-7,
  5e-324,
  Number.MAX_VALUE,
  Number.NaN,
  Infinity,
  -Infinity,
  123456789.125,
  2 ** 53,
];

/** Random bytes of a message type: valid, but in any order, repeated, padded, with unknown fields. */
export function randomMessage(
  model: ProtoModel,
  typeName: string,
  random: Random,
  oddities: Oddities,
): Buffer {
  const messages = new Map(model.messages.map((message) => [message.name, message]));
  return new Randomizer(messages, random, oddities).message(typeName, 0);
}

class Randomizer {
  readonly #messages: ReadonlyMap<string, MessageModel>;
  readonly #random: Random;
  readonly #oddities: Oddities;

  constructor(messages: ReadonlyMap<string, MessageModel>, random: Random, oddities: Oddities) {
    this.#messages = messages;
    this.#random = random;
    this.#oddities = oddities;
  }

  message(typeName: string, depth: number): Buffer {
    const { fields } = this.#messages.get(typeName)!;
    if (typeName === "google.protobuf.Timestamp") return this.#time(0, 253_402_300_799, true);
    if (typeName === "google.protobuf.Duration") return this.#time(-1e9, 1e9, false);
    const count = this.#below(depth > 2 ? 3 : 7);
    const pieces = Array.from({ length: count }, () => {
      if (fields.length === 0 || this.#random() < 0.07) return this.#unknown(fields);
      const field = this.#pick(fields);
      if (this.#oddities.foreignWire && this.#random() < 0.05) return this.#foreign(field);
      return this.#field(field, depth);
    });
    return Buffer.concat(pieces);
  }

  #field(field: FieldModel, depth: number): Buffer {
    if (field.keyType !== undefined)
      return this.#sized(field.number, this.#entry(field, field.keyType, depth));
    const wire = wireOf(field.type);
    if (field.isRepeated && wire !== 2 && this.#random() < 0.6) {
      const values = Array.from({ length: this.#below(4) }, () => this.#value(field.type, depth));
      return this.#sized(field.number, Buffer.concat(values));
    }
    if (wire === 2) return this.#sized(field.number, this.#value(field.type, depth));
    return Buffer.concat([this.#tag(field.number, wire), this.#value(field.type, depth)]);
  }

  #entry({ type }: FieldModel, keyType: ValueType, depth: number): Buffer {
    const parts: Buffer[] = [];
    for (const [number, of] of [
      [1, keyType],
      [2, type],
    ] as const) {
      const times = this.#random() < 0.85 ? 1 : this.#below(3);
      for (let time = 0; time < times; time += 1) {
        const value = this.#value(of, depth + 1);
        parts.push(
          wireOf(of) === 2
            ? this.#sized(number, value)
            : Buffer.concat([this.#tag(number, wireOf(of)), value]),
        );
      }
    }
    if (this.#random() < 0.2) parts.reverse();
    return Buffer.concat(parts);
  }

  #value(type: ValueType, depth: number): Buffer {
    if (type.kind === "message")
      return depth > 4 ? Buffer.alloc(0) : this.message(type.name, depth + 1);
    if (type.kind === "enum") return this.#varint(this.#pick([0n, 1n, 2n, -7n, 99n, -1n]));
    return this.#scalar(type.scalar);
  }

  #scalar(scalar: string): Buffer {
    if (scalar === "string") return Buffer.from(this.#pick(TEXTS));
    if (scalar === "bytes") {
      return Buffer.from(Array.from({ length: this.#below(9) }, () => this.#below(256)));
    }
    if (scalar === "float" || scalar === "double") return this.#floating(scalar);
    if (scalar.includes("fixed")) return this.#fixed(scalar.endsWith("64") ? 8 : 4);
    if (scalar === "bool") return this.#varint(this.#pick([0n, 1n, 1n, 2n, 2n ** 40n]));
    return this.#varint(this.#integer());
  }

  #floating(scalar: "float" | "double"): Buffer {
    const bytes = Buffer.alloc(scalar === "float" ? 4 : 8);
    const power = scalar === "float" ? this.#below(60) - 30 : this.#below(600) - 300;
    const value = this.#random() < 0.5 ? this.#pick(DOUBLES) : this.#random() * 10 ** power;
    if (scalar === "float") bytes.writeFloatLE(value);
    else bytes.writeDoubleLE(value);
    return bytes;
  }

  #integer(): bigint {
    if (this.#random() < 0.6) return this.#pick(INTEGERS);
    return BigInt(Math.floor(this.#random() * 2 ** 53)) << BigInt(this.#below(12));
  }

  #fixed(size: 4 | 8): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, this.#integer()));
    return bytes.subarray(0, size);
  }

  #time(first: number, last: number, isTimestamp: boolean): Buffer {
    const seconds = Math.floor(first + this.#random() * (last - first));
    const sign = !isTimestamp && seconds < 0 ? -1 : 1;
    const nanos = sign * this.#pick([0, 0, 5_000_000, 1_000, 123_456_789, 999_999_999]);
    const parts = [varintPart(1, seconds), varintPart(2, nanos)];
    return Buffer.concat(this.#random() < 0.3 ? [varintPart(2, 7), ...parts] : parts);
  }

  #unknown(fields: readonly FieldModel[]): Buffer {
    let number = 100 + this.#below(500_000);
    while (fields.some((field) => field.number === number)) number += 1;
    return this.#anyField(number, this.#pick([0, 1, 2, 3, 5]));
  }

  #foreign(field: FieldModel): Buffer {
    const wire = field.keyType === undefined ? wireOf(field.type) : 2;
    const isPackable = field.isRepeated && wire !== 2;
    const others = [0, 1, 2, 3, 5].filter(
      (other) => other !== wire && !(isPackable && other === 2),
    );
    return this.#anyField(field.number, this.#pick(others));
  }

  #anyField(number: number, wire: number): Buffer {
    const head = this.#tag(number, wire);
    switch (wire) {
      case 0:
        return Buffer.concat([head, this.#varint(this.#integer())]);
      case 1:
        return Buffer.concat([head, this.#fixed(8)]);
      case 2:
        return this.#sized(number, Buffer.from([0xff, 0x00, 0xfe].slice(this.#below(4))));
      case 5:
        return Buffer.concat([head, this.#fixed(4)]);
      default: {
        const inner = this.#random() < 0.5 ? [this.#anyField(7, this.#pick([0, 2, 3]))] : [];
        return Buffer.concat([head, ...inner, this.#tag(number, 4)]);
      }
    }
  }

  #sized(number: number, content: Buffer): Buffer {
    const padding = this.#random() < 0.03 ? 5 : 1;
    return Buffer.concat([this.#tag(number, 2), varint(content.length, padding), content]);
  }

  #tag(number: number, wire: number): Buffer {
    return this.#random() < 0.03 ? varint(number * 8 + wire, 5) : tag(number, wire);
  }

  #varint(value: bigint): Buffer {
    return varint(value, this.#random() < 0.03 ? 10 : 1);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)]!;
  }
}

function varintPart(number: number, value: number): Buffer {
  return Buffer.concat([tag(number, 0), varint(value)]);
}

function wireOf(type: ValueType): 0 | 1 | 2 | 5 {
  if (type.kind === "message") return 2;
  if (type.kind === "enum") return 0;
  if (type.scalar === "string" || type.scalar === "bytes") return 2;
  if (["fixed64", "sfixed64", "double"].includes(type.scalar)) return 1;
  return ["fixed32", "sfixed32", "float"].includes(type.scalar) ? 5 : 0;
}

/** The same bytes with a few changes: bits flipped, bytes put in, taken out or cut off. */
export function mutated(bytes: Buffer, random: Random): Buffer {
  let changed = Buffer.from(bytes);
  const times = 1 + Math.floor(random() * 3);
  for (let time = 0; time < times; time += 1) {
    const at = Math.floor(random() * (changed.length + 1));
    const byte = Buffer.from([Math.floor(random() * 256)]);
    const way = Math.floor(random() * 4);
    if (way === 0 && at < changed.length) changed[at]! ^= 1 << Math.floor(random() * 8);
    else if (way === 1)
      changed = Buffer.concat([changed.subarray(0, at), byte, changed.subarray(at)]);
    else if (way === 2)
      changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + 1)]);
    else changed = changed.subarray(0, random() < 0.3 ? at : changed.length);
  }
  return changed;
}
