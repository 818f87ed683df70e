import type { Json } from "./json.ts";

type Compare = (left: Json, right: Json) => boolean;
type Order = (difference: number) => boolean;

/** RFC 3339 as Step Functions wants it: with an upper-case `T` and a time zone. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/u;

/** A timestamp in milliseconds since the epoch; `undefined` when the value is none. */
export function timestampMs(value: Json | undefined): number | undefined {
  if (typeof value !== "string" || !TIMESTAMP.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

function strings(order: Order): Compare {
  return (left, right) => {
    if (typeof left !== "string" || typeof right !== "string") return false;
    return order(left === right ? 0 : left < right ? -1 : 1);
  };
}

function numbers(order: Order): Compare {
  return (left, right) =>
    typeof left === "number" && typeof right === "number" && order(left - right);
}

function timestamps(order: Order): Compare {
  return (left, right) => {
    const [a, b] = [timestampMs(left), timestampMs(right)];
    return a !== undefined && b !== undefined && order(a - b);
  };
}

/** Matches `*` as any run of characters, in linear backtracking; `\*` and `\\` are literal. */
export function matchesGlob(text: string, pattern: string): boolean {
  const tokens = [...pattern.matchAll(/\\([*\\])|\*|[\s\S]/gu)].map(([whole, escaped]) => ({
    any: whole === "*",
    literal: escaped ?? whole,
  }));
  let [at, token, starToken, starAt] = [0, 0, -1, 0];
  while (at < text.length) {
    const current = tokens[token];
    if (current?.any === true) {
      [starToken, starAt] = [token, at];
      token += 1;
    } else if (current !== undefined && text.startsWith(current.literal, at)) {
      at += current.literal.length;
      token += 1;
    } else if (starToken >= 0) {
      starAt += 1;
      [at, token] = [starAt, starToken + 1];
    } else return false;
  }
  return tokens.slice(token).every(({ any }) => any);
}

const ORDERS: readonly [string, Order][] = [
  ["Equals", (difference) => difference === 0],
  ["LessThan", (difference) => difference < 0],
  ["GreaterThan", (difference) => difference > 0],
  ["LessThanEquals", (difference) => difference <= 0],
  ["GreaterThanEquals", (difference) => difference >= 0],
];

/** Comparisons of two values, by operator name; each also exists with `Path` at its end. */
export const COMPARISONS: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ...ORDERS.flatMap(([name, order]): [string, Compare][] => [
    [`String${name}`, strings(order)],
    [`Numeric${name}`, numbers(order)],
    [`Timestamp${name}`, timestamps(order)],
  ]),
  ["BooleanEquals", (left, right) => typeof left === "boolean" && left === right],
]);

/** Tests of one value's kind, by operator name. */
export const KIND_TESTS: ReadonlyMap<string, (value: Json | undefined) => boolean> = new Map([
  ["IsNull", (value: Json | undefined) => value === null],
  ["IsPresent", (value: Json | undefined) => value !== undefined],
  ["IsNumeric", (value: Json | undefined) => typeof value === "number"],
  ["IsString", (value: Json | undefined) => typeof value === "string"],
  ["IsBoolean", (value: Json | undefined) => typeof value === "boolean"],
  ["IsTimestamp", (value: Json | undefined) => timestampMs(value) !== undefined],
]);
