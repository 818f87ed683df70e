import { digitsOf, parseDecimal } from "./decimal.ts";
import type { Item, Value } from "./value.ts";

/** Largest item, names and values together, in bytes. */
export const MAX_ITEM_BYTES = 400 * 1024;

const DOCUMENT_OVERHEAD = 3; // bytes of an empty list or map

/**
 * Size of an item in bytes, as it counts for the limit and for capacity units.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) {
    size += Buffer.byteLength(name) + valueSize(value);
  }
  return size;
}

function valueSize(value: Value): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberSize(value.N);
  if ("B" in value) return value.B.byteLength;
  if ("L" in value) return DOCUMENT_OVERHEAD + sum(value.L, (member) => 1 + valueSize(member));
  if ("M" in value) {
    return DOCUMENT_OVERHEAD + Object.keys(value.M).length + itemSize(value.M);
  }
  return setSize(value);
}

function setSize(value: Value): number {
  if ("SS" in value) return sum(value.SS, (member) => Buffer.byteLength(member));
  if ("NS" in value) return sum(value.NS, numberSize);
  return "BS" in value ? sum(value.BS, (member) => member.byteLength) : 1;
}

/** One byte per two digits, aligned to the decimal point, and one more; another for a sign. */
function numberSize(text: string): number {
  const { coefficient, exponent } = parseDecimal(text);
  if (coefficient === 0n) return 1;
  const digits = digitsOf(coefficient).length;
  const magnitude = digits - 1 + exponent;
  const unaligned = digits % 2 === 0 && magnitude % 2 === 0 ? 1 : 0;
  return 1 + Math.ceil(digits / 2) + unaligned + (coefficient < 0n ? 1 : 0);
}

function sum<T>(members: readonly T[], size: (member: T) => number): number {
  return members.reduce((total, member) => total + size(member), 0);
}
