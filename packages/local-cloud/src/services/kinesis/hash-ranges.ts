import { hash } from "node:crypto";

/** A range of hash keys, both ends included. */
export interface HashRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** The largest hash key: hash keys have 128 bits. */
export const MAX_HASH_KEY = 2n ** 128n - 1n;

const HEX_DIGITS = 32;

/** Cuts all hash keys into `count` ranges of the same width; the last one takes what is left over. */
export function evenRanges(count: number): HashRange[] {
  const width = (MAX_HASH_KEY + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    start: BigInt(index) * width,
    end: index === count - 1 ? MAX_HASH_KEY : BigInt(index + 1) * width - 1n,
  }));
}

/** The hash key of a partition key, as 32 hexadecimal digits: its MD5. */
export function hashKeyOf(partitionKey: string): string {
  return hash("md5", partitionKey, "hex");
}

/** A hash key as {@link hashKeyOf} writes it, so that texts sort as numbers do. */
export function hexOf(hashKey: bigint): string {
  return hashKey.toString(16).padStart(HEX_DIGITS, "0");
}

/** Something that takes in a range of hash keys. */
export interface Ranged {
  readonly range: HashRange;
}

/**
 * Makes the function that finds the owner of a hash key.
 *
 * @param owners Their ranges must not overlap, and must leave no hash key out.
 */
export function routeByHash<T extends Ranged>(owners: readonly T[]): (hashKey: string) => T {
  const sorted = owners
    .map((owner) => ({ owner, from: hexOf(owner.range.start) }))
    .sort((left, right) => (left.from < right.from ? -1 : 1));
  return (hashKey) => {
    let low = 0;
    let high = sorted.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((sorted[middle]?.from ?? "") <= hashKey) low = middle;
      else high = middle - 1;
    }
    const found = sorted[low];
    if (found === undefined) throw new Error("nothing owns a hash key");
    return found.owner;
  };
}
