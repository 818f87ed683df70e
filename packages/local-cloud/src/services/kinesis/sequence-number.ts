import type { Shard } from "./stream.ts";

/** What a sequence number says. */
export interface SequenceNumber {
  /** See {@link Shard.epoch}. */
  readonly epoch: number;
  /** The place in the shard, from 0. */
  readonly position: number;
  readonly shardIndex: number;
}

const TEXT = /^\d{56}$/;
// The hexadecimal digits of AWS's second version: version mark, the second in which the shard began,
// low digit of the shard, place, a zero byte, a second again, shard, version.
const DIGITS = /^2([\da-f]{9})[\da-f]([\da-f]{16})00[\da-f]{9}([\da-f]{8})2$/;
const LAST_PLACE = "7".padEnd(16, "f"); // of the number that ends a shard

/**
 * The sequence number of a record: 56 digits that grow along a shard and from parent to child, and
 * that no two records of a stream share.
 *
 * @param position `end` for the number that closes the shard.
 */
export function formatSequence(
  shard: Pick<Shard, "epoch" | "index">,
  position: number | "end",
): string {
  const place = position === "end" ? LAST_PLACE : hex(position, 16);
  const digits = [
    "2",
    hex(shard.epoch, 9),
    hex(shard.index, 8).slice(-1),
    place,
    "00",
    hex(shard.epoch, 9),
    hex(shard.index, 8),
    "2",
  ];
  return BigInt(`0x${digits.join("")}`).toString();
}

/** Reads what {@link formatSequence} wrote; `undefined` for any other text. */
export function parseSequence(text: string): SequenceNumber | undefined {
  if (!TEXT.test(text)) return undefined;
  const found = DIGITS.exec(BigInt(text).toString(16));
  if (found === null) return undefined;
  const [epoch = Number.NaN, position = Number.NaN, shardIndex = Number.NaN] = found
    .slice(1)
    .map((digits) => Number.parseInt(digits, 16));
  return { epoch, position, shardIndex };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
