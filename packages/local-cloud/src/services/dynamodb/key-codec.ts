import { hash } from "node:crypto";
import { digitsOf, parseDecimal } from "./decimal.ts";
import { utf8, type Value } from "./value.ts";

const NEGATIVE = 0x40;
const ZERO = 0x80;
const POSITIVE = 0xc0;
const MAGNITUDE_BIAS = 256; // magnitudes lie within -130…125
const BUCKET_BYTES = 4;

/** How many values {@link bucketOf} can have. */
export const BUCKETS = 2 ** (8 * BUCKET_BYTES);

/**
 * Bytes that sort, compared as unsigned bytes, as DynamoDB sorts the key values.
 *
 * Only values of one type are ever compared with each other.
 */
export function sortableBytes(value: Value): Buffer {
  if ("S" in value) return utf8(value.S);
  if ("N" in value) return sortableNumber(value.N);
  if ("B" in value) return Buffer.from(value.B);
  throw new TypeError("a key attribute is a string, a number or binary");
}

function sortableNumber(text: string): Buffer {
  const { coefficient, exponent } = parseDecimal(text);
  if (coefficient === 0n) return Buffer.of(ZERO);
  const digits = digitsOf(coefficient);
  const biased = digits.length - 1 + exponent + MAGNITUDE_BIAS;
  // The first digit is never 0, and digits are stored plus one, so a prefix sorts first.
  const bytes = [biased >> 8, biased & 0xff, ...Array.from(digits, (digit) => Number(digit) + 1)];
  if (coefficient > 0n) return Buffer.of(POSITIVE, ...bytes);
  return Buffer.of(NEGATIVE, ...bytes.map((byte) => 0xff - byte), 0xff);
}

/** Bytes that place a partition in a scan: its bucket, then what tells it from its neighbours. */
export function partitionBytes(value: Value): Buffer {
  const bytes = sortableBytes(value);
  const digest = hash("md5", bytes, "buffer");
  return Buffer.concat([digest.subarray(0, BUCKET_BYTES), bytes]);
}

/** The position of a partition in the hash space, from 0 to {@link BUCKETS} - 1. */
export function bucketOf(partition: Uint8Array): number {
  return Buffer.from(partition).readUInt32BE(0);
}

/** The first possible partition of a bucket. */
export function bucketStart(bucket: number): Buffer {
  const bytes = Buffer.alloc(BUCKET_BYTES);
  bytes.writeUInt32BE(bucket);
  return bytes;
}

/** The first bytes that sort after everything that starts with `prefix`; `undefined` when none do. */
export function afterPrefix(prefix: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(prefix);
  for (let end = bytes.length; end > 0; end -= 1) {
    const last = bytes[end - 1] ?? 0xff;
    if (last < 0xff) {
      bytes[end - 1] = last + 1;
      return bytes.subarray(0, end);
    }
  }
  return undefined;
}
