import { itemOf, toBase64, type Item, type Value } from "./value.ts";

/** A value as it is stored: JSON, with binaries as base64. */
type Stored = Readonly<Record<string, unknown>>;

/** Writes an item as JSON for the store. */
export function encodeItem(item: Item): string {
  return JSON.stringify(storeItem(item));
}

function storeItem(item: Item): object {
  return itemLike(Object.entries(item).map(([name, value]) => [name, storeValue(value)]));
}

function storeValue(value: Value): object {
  if ("B" in value) return { B: toBase64(value.B) };
  if ("BS" in value) return { BS: value.BS.map((member) => toBase64(member)) };
  if ("L" in value) return { L: value.L.map(storeValue) };
  return "M" in value ? { M: storeItem(value.M) } : value;
}

function itemLike(entries: readonly (readonly [string, object])[]): object {
  const out: Record<string, object> = Object.create(null);
  for (const [name, value] of entries) out[name] = value;
  return out;
}

/** Reads what {@link encodeItem} wrote. */
export function decodeItem(text: string): Item {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- only `encodeItem` writes the column
  return reviveItem(JSON.parse(text) as Record<string, Stored>);
}

function reviveItem(stored: Readonly<Record<string, Stored>>): Item {
  return itemOf(Object.entries(stored).map(([name, value]) => [name, reviveValue(value)]));
}

function reviveValue(stored: Stored): Value {
  // oxlint-disable typescript/consistent-type-assertions -- the shapes that `storeValue` writes
  if ("B" in stored) return { B: fromBase64(stored["B"] as string) };
  if ("BS" in stored) return { BS: (stored["BS"] as string[]).map(fromBase64) };
  if ("L" in stored) return { L: (stored["L"] as Stored[]).map(reviveValue) };
  if ("M" in stored) return { M: reviveItem(stored["M"] as Record<string, Stored>) };
  return stored as Value;
  // oxlint-enable typescript/consistent-type-assertions
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}
