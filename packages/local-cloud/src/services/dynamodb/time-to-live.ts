import type { TableRecord } from "./table.ts";
import type { Item } from "./value.ts";

/** An item that expired longer ago than this is left alone: five years, in milliseconds. */
export const OLDEST_EXPIRY_MS = 5 * 365 * 24 * 60 * 60 * 1000;

const MS_PER_SECOND = 1000;

/**
 * When an item expires, in milliseconds since the Unix epoch; `undefined` when it never does:
 * no TTL on the table, or the attribute is missing or not a number.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export function expiryOf(item: Item, { ttlAttribute }: TableRecord): number | undefined {
  const value = ttlAttribute === undefined ? undefined : item[ttlAttribute];
  if (value === undefined || !("N" in value)) return undefined;
  const milliseconds = Math.trunc(Number(value.N)) * MS_PER_SECOND;
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}
