/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; read its members with {@link own}, never by plain indexing of a hostile key. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Tells a JSON object from an array and from `null`. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells a JSON array from every other value; `Array.isArray` alone does not narrow a readonly union. */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Reads a member that the object itself owns: `__proto__` and `toString` are absent unless given. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * Parses JSON text.
 *
 * @throws {SyntaxError} the text is not JSON.
 */
export function parseJson(text: string): Json {
  return JSON.parse(text);
}

/** Deep equality of two JSON values; the order of members does not matter. */
export function jsonEquals(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (isJsonArray(left) && isJsonArray(right)) {
    return (
      left.length === right.length &&
      left.every((item, index) => jsonEquals(item, right[index] ?? null))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => {
      const other = own(right, key);
      return other !== undefined && jsonEquals(own(left, key) ?? null, other);
    })
  );
}
