import type { ByteSink } from "./byte-sink.ts";

const ZERO = 0x30;
const BILLION = 1e9;
const BILLION_DIGITS = 9;
const TWO_TO_16 = 0x10000;
const TWO_TO_32 = 0x100000000;

/** The digits of 0 to 99, two for each. */
const PAIRS = Uint8Array.from({ length: 200 }, (_, at) => {
  const pair = at >> 1;
  return ZERO + (at % 2 === 0 ? Math.floor(pair / 10) : pair % 10);
});

/** Appends the digits of an integer from 0 to 2^32 - 1; the sink has room for them. */
export function writeDigits(out: ByteSink, value: number): void {
  putDigits(out, value, digitCount(value));
}

function digitCount(value: number): number {
  if (value < 100_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    if (value < 10_000) return value < 1000 ? 3 : 4;
    return 5;
  }
  if (value < 10_000_000) return value < 1_000_000 ? 6 : 7;
  if (value < BILLION) return value < 100_000_000 ? 8 : 9;
  return 10;
}

/** Exactly `count` digits, with zeros in front. */
function putDigits(out: ByteSink, value: number, count: number): void {
  const { bytes, length } = out;
  let rest = value >>> 0;
  let at = length + count;
  while (at > length + 1) {
    const hundredth = (rest / 100) >>> 0;
    const pair = (rest - hundredth * 100) << 1;
    at -= 2;
    bytes[at] = PAIRS[pair] ?? 0;
    bytes[at + 1] = PAIRS[pair + 1] ?? 0;
    rest = hundredth;
  }
  if (at > length) bytes[length] = ZERO + (rest % 10);
  out.length = length + count;
}

/** Appends the digits of an integer of 64 bits, given in halves without signs. */
export function writeLongDigits(out: ByteSink, low: number, high: number): void {
  if (high === 0) {
    writeDigits(out, low);
    return;
  }
  // Long division by 10^9 in steps that stay below 2^53.
  const first = Math.floor(high / BILLION);
  const upper = (high - first * BILLION) * TWO_TO_16 + (low >>> 16);
  const second = Math.floor(upper / BILLION);
  const lower = (upper - second * BILLION) * TWO_TO_16 + (low & 0xffff);
  const third = Math.floor(lower / BILLION);
  const quotient = first * TWO_TO_32 + second * TWO_TO_16 + third;
  const head = Math.floor(quotient / BILLION);
  if (head > 0) {
    writeDigits(out, head);
    putDigits(out, quotient - head * BILLION, BILLION_DIGITS);
  } else writeDigits(out, quotient);
  putDigits(out, lower - third * BILLION, BILLION_DIGITS);
}
