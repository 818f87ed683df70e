import type { JsonWriter } from "./json-writer.ts";

const FEWEST_FLOAT_DIGITS = 6; // what any decimal keeps in single precision
const MOST_FLOAT_DIGITS = 9; // what single precision needs at most

/** A number of double precision, with as few digits as lead back to it. */
export function writeDouble(json: JsonWriter, value: number): void {
  json.ascii(Number.isFinite(value) ? decimal(value) : `"${value}"`);
}

/** A number of single precision, with as few digits as lead back to it. */
export function writeFloat(json: JsonWriter, value: number): void {
  if (Number.isFinite(value) && !Number.isInteger(value)) json.ascii(String(shortest(value)));
  else if (Math.abs(value) < 1e6) json.ascii(decimal(value));
  else writeDouble(json, Number.isFinite(value) ? shortest(value) : value);
}

// "-0" would be the integer 0 to parsers that know integers, and lose its sign.
function decimal(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function shortest(value: number): number {
  for (let digits = FEWEST_FLOAT_DIGITS; digits < MOST_FLOAT_DIGITS; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(MOST_FLOAT_DIGITS));
}

/** A number of google.protobuf.Value, which must be finite. */
export function writeFiniteDouble(json: JsonWriter, value: number): void {
  if (!Number.isFinite(value)) json.refuse("a google.protobuf.Value is no finite number");
  writeDouble(json, value);
}

const BASE64 = Uint8Array.from(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  (letter) => letter.charCodeAt(0),
);
const PADDING = 0x3d;
const QUOTE = 0x22;

/** Bytes of the message, as base64 with padding. */
export function writeBase64(json: JsonWriter, start: number, end: number): void {
  const { out, source } = json;
  out.reserve(Math.ceil((end - start) / 3) * 4 + 2);
  const to = out.bytes;
  let length = out.length;
  const put = (bits: number) => {
    to[length] = BASE64[bits & 63] ?? 0;
    length += 1;
  };
  to[length] = QUOTE;
  length += 1;
  for (let at = start; at < end; at += 3) {
    const [first = 0, second = 0, third = 0] = [source[at], source[at + 1], source[at + 2]];
    put(first >> 2);
    put((first << 4) | (at + 1 < end ? second >> 4 : 0));
    put((second << 2) | (at + 2 < end ? third >> 6 : 0));
    put(third);
  }
  const missing = (3 - ((end - start) % 3)) % 3;
  for (let at = length - missing; at < length; at += 1) to[at] = PADDING;
  to[length] = QUOTE;
  out.length = length + 1;
}

/**
 * Writes one entry of a map as `,"key":value`.
 *
 * @returns Where in the sink the key ends.
 */
export type WriteEntry = (start: number, end: number) => number;

/**
 * A map: ranges of entries, begin and end in turn; the last entry of a key wins. An earlier one is written
 * before that is known, so a value that has no JSON is refused there too.
 */
export function writeMap(json: JsonWriter, ranges: readonly number[], write: WriteEntry): void {
  const { out } = json;
  const begin = out.length;
  const places = new Map<string, readonly [number, number]>();
  for (let at = 0; at < ranges.length; at += 2) {
    const from = out.length;
    const keyEnd = write(ranges[at] ?? 0, ranges[at + 1] ?? 0);
    const key = keyText(out.bytes, from, keyEnd);
    places.set(key, [from, out.length]);
  }
  if (places.size * 2 < ranges.length) dropOlder(json, begin, [...places.values()]);
  out.bytes[begin] = 0x7b;
  out.byte(0x7d);
}

/** Moves the entries that are left together. */
function dropOlder(
  { out }: JsonWriter,
  begin: number,
  kept: readonly (readonly [number, number])[],
): void {
  let length = begin;
  for (const [from, to] of kept.toSorted(([a], [b]) => a - b)) {
    out.bytes.copyWithin(length, from, to);
    length += to - from;
  }
  out.length = length;
}

function keyText({ buffer, byteOffset }: Uint8Array, from: number, to: number): string {
  return Buffer.from(buffer, byteOffset + from, to - from).toString("latin1");
}
