import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { canonicalNumber, compareDecimals, parseDecimal } from "./decimal.ts";
import { invalidParameter, validationError } from "./errors.ts";

/**
 * A checked attribute value: exactly one type, numbers in canonical form, sets without duplicates.
 *
 * Never changed once made: an update builds new values.
 */
export type Value =
  | { S: string }
  | { N: string }
  | { B: Uint8Array }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: Uint8Array[] }
  | { BOOL: boolean }
  | { NULL: true }
  | { L: Value[] }
  | { M: Item };

/** Attributes by name. Has no prototype, so that an attribute may have any name. */
export type Item = Record<string, Value>;

export const VALUE_TYPES = ["S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M"] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** The types that a key attribute can have. */
export type KeyType = "S" | "N" | "B";

const MAX_DEPTH = 32; // nesting levels of a document; "Quotas" in the Developer Guide

export function emptyItem(): Item {
  const item: Item = Object.create(null);
  return item;
}

/** A copy of `item` in which attributes can be set and deleted. */
export function copyItem(item: Item): Item {
  return Object.assign(emptyItem(), item);
}

/** Builds an item of the attributes that `entries` names; a later one replaces an earlier one. */
export function itemOf(entries: Iterable<readonly [string, Value]>): Item {
  const item = emptyItem();
  for (const [name, value] of entries) item[name] = value;
  return item;
}

export function typeOf(value: Value): ValueType {
  const type = VALUE_TYPES.find((candidate) => candidate in value);
  if (type === undefined) throw new TypeError("a value without a type");
  return type;
}

/**
 * Checks every attribute of a request's item or key.
 *
 * @throws {AwsError} ValidationException, with DynamoDB's text.
 */
export function parseItem(input: Readonly<Record<string, AttributeValue>>, depth = 0): Item {
  return itemOf(Object.entries(input).map(([name, value]) => [name, parseValue(value, depth)]));
}

/**
 * Checks one attribute value of a request.
 *
 * @throws {AwsError} ValidationException, with DynamoDB's text.
 */
export function parseValue(input: AttributeValue, depth = 0): Value {
  const present = VALUE_TYPES.filter((type) => (input[type] ?? null) !== null);
  if (present.length > 1) {
    throw validationError(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  const value = parseScalar(input) ?? parseSet(input) ?? parseDocument(input, depth + 1);
  if (value === undefined) {
    throw validationError(
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    );
  }
  return value;
}

function parseScalar(input: AttributeValue): Value | undefined {
  if (typeof input.S === "string") return { S: input.S };
  if (typeof input.N === "string") return { N: canonicalNumber(input.N) };
  if (input.B instanceof Uint8Array) return { B: input.B };
  if (typeof input.BOOL === "boolean") return { BOOL: input.BOOL };
  if (input.NULL === true) return { NULL: true };
  if (input.NULL === false) {
    throw invalidParameter("Null attribute value types must have the value of true");
  }
  return undefined;
}

function parseSet(input: AttributeValue): Value | undefined {
  if (Array.isArray(input.SS)) return { SS: parseStringSet(input.SS) };
  if (Array.isArray(input.NS)) return { NS: parseNumberSet(input.NS) };
  if (Array.isArray(input.BS)) return { BS: parseBinarySet(input.BS) };
  return undefined;
}

function parseStringSet(members: readonly string[]): string[] {
  if (members.length === 0) throw invalidParameter("An string set  may not be empty");
  if (new Set(members).size < members.length) {
    throw invalidParameter(`Input collection [${members.join(", ")}] contains duplicates.`);
  }
  return [...members];
}

function parseNumberSet(members: readonly string[]): string[] {
  if (members.length === 0) throw invalidParameter("An number set  may not be empty");
  const numbers = members.map((member) => canonicalNumber(member));
  if (new Set(numbers).size < numbers.length) {
    throw validationError("Input collection contains duplicates");
  }
  return numbers;
}

function parseBinarySet(members: readonly Uint8Array[]): Uint8Array[] {
  if (members.length === 0) throw invalidParameter("Binary sets should not be empty");
  const texts = members.map((member) => toBase64(member));
  if (new Set(texts).size < texts.length) {
    throw invalidParameter(`Input collection [${texts.join(", ")}]of type BS contains duplicates.`);
  }
  return [...members];
}

function parseDocument(input: AttributeValue, depth: number): Value | undefined {
  if (input.L === undefined && input.M === undefined) return undefined;
  if (depth > MAX_DEPTH) throw validationError("Nesting Levels have exceeded supported limits");
  if (Array.isArray(input.L)) return { L: input.L.map((member) => parseValue(member, depth)) };
  return typeof input.M === "object" ? { M: parseItem(input.M, depth) } : undefined;
}

/** Whether two values are equal: same type, same content; sets in any order. */
export function equalValues(left: Value, right: Value): boolean {
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  if ("L" in left && "L" in right) {
    return (
      left.L.length === right.L.length &&
      left.L.every((member, index) => equalOptional(member, right.L[index]))
    );
  }
  if ("M" in left && "M" in right) return equalItems(left.M, right.M);
  const mine = setMembers(left);
  const theirs = setMembers(right);
  if (mine !== undefined && theirs !== undefined) return equalSets(mine, theirs);
  return scalarText(left) === scalarText(right);
}

export function equalItems(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => equalOptional(left[name], right[name]))
  );
}

function equalOptional(left: Value | undefined, right: Value | undefined): boolean {
  return left !== undefined && right !== undefined && equalValues(left, right);
}

function equalSets(left: readonly string[], right: readonly string[]): boolean {
  const members = new Set(left);
  return left.length === right.length && right.every((member) => members.has(member));
}

/** A text that is the same for equal scalars of one type; not for ordering. */
function scalarText(value: Value): string {
  if ("S" in value) return value.S;
  if ("N" in value) return value.N;
  if ("B" in value) return toBase64(value.B);
  return "BOOL" in value ? String(value.BOOL) : "null";
}

/** The members of a set as texts that tell them apart; `undefined` when `value` is no set. */
export function setMembers(value: Value): string[] | undefined {
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS;
  return "BS" in value ? value.BS.map((member) => toBase64(member)) : undefined;
}

/**
 * Orders two strings (by UTF-8 bytes), numbers or binaries.
 *
 * @returns negative, zero or positive; `undefined` when the types differ or have no order.
 */
export function compareValues(left: Value, right: Value): number | undefined {
  if ("S" in left && "S" in right) return Buffer.compare(utf8(left.S), utf8(right.S));
  if ("N" in left && "N" in right) {
    return compareDecimals(parseDecimal(left.N), parseDecimal(right.N));
  }
  return "B" in left && "B" in right ? Buffer.compare(left.B, right.B) : undefined;
}

export function utf8(text: string): Buffer {
  return Buffer.from(text, "utf8");
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
