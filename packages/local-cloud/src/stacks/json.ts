/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; read its members with {@link own}, never by indexing with a hostile key. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Tells a JSON object from an array and from `null`. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells a JSON array from every other value; `Array.isArray` alone does not narrow a readonly union. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Reads a member that the object itself owns: `__proto__` and `toString` are absent unless given. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A copy with every member replaced by what `change` makes of it; `undefined` leaves it out. */
export function mapMembers(
  object: JsonObject,
  change: (value: Json, key: string) => Json | undefined,
): JsonObject {
  const members: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) {
    const changed = change(value, key);
    if (changed !== undefined) members.push([key, changed]);
  }
  return Object.fromEntries(members);
}

/** The value as text with sorted keys, so that equal values give equal text. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_key, member: Json) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Deep equality; the order of members does not matter. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonical(left) === canonical(right);
}
