import { readCidr } from "../../patterns/cidr.ts";
import { fits, fitsByPart, type Pattern } from "./pattern.ts";

/** How one value of a policy is compared with one of the request. */
export type Comparison =
  /** The policy's value may hold variables, and wildcards where the operator knows them. */
  | {
      readonly kind: "text";
      readonly wildcards: boolean;
      readonly ignoreCase?: true;
      matches(expected: Pattern, actual: string): boolean;
    }
  /** The policy's value is taken as it is. */
  | { readonly kind: "value"; matches(expected: string, actual: string): boolean }
  /** Asks only whether the key is there. */
  | { readonly kind: "presence" };

/** An operator of a condition, with its affixes taken apart. */
export interface ConditionOperator {
  readonly comparison: Comparison;
  /** `StringNotEquals` and its like: true when no value matches. */
  readonly negated: boolean;
  /** `...IfExists`: true without the key. */
  readonly ifExists: boolean;
  readonly set?: "ForAllValues" | "ForAnyValue";
}

const TEXT = { kind: "text", matches: fits } as const;
const EQUAL_TEXT: Comparison = { ...TEXT, wildcards: false };
const EQUAL_IGNORING_CASE: Comparison = { ...TEXT, wildcards: false, ignoreCase: true };
const LIKE_TEXT: Comparison = { ...TEXT, wildcards: true };
// ArnEquals knows wildcards too; IAM user guide, "Amazon Resource Name (ARN) condition operators".
const LIKE_ARN: Comparison = { kind: "text", wildcards: true, matches: fitsByPart };
const EQUAL_FLAG = value((expected, actual) => expected.toLowerCase() === actual.toLowerCase());
const EQUAL_BYTES = value((expected, actual) => expected === actual);
const IN_BLOCK = value(isInBlock);

/** Each comparison's name, and the name of its contrary where there is one. */
const OPERATORS: ReadonlyMap<string, { comparison: Comparison; negated: boolean }> = new Map([
  ...pair("StringEquals", "StringNotEquals", EQUAL_TEXT),
  ...pair("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", EQUAL_IGNORING_CASE),
  ...pair("StringLike", "StringNotLike", LIKE_TEXT),
  ...pair("ArnEquals", "ArnNotEquals", LIKE_ARN),
  ...pair("ArnLike", "ArnNotLike", LIKE_ARN),
  ...pair("IpAddress", "NotIpAddress", IN_BLOCK),
  ...single("Bool", EQUAL_FLAG),
  ...single("BinaryEquals", EQUAL_BYTES),
  ...ordered("Numeric", readNumber),
  ...ordered("Date", readDate),
]);

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;
const PRESENCE: Comparison = { kind: "presence" };

/**
 * Reads the name of a condition operator.
 *
 * @returns `undefined` for a name that IAM does not know.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function readOperator(text: string): ConditionOperator | undefined {
  if (text === "Null") return { comparison: PRESENCE, negated: false, ifExists: false };
  const [, set, name = "", ifExists] = NAME.exec(text) ?? [];
  const operator = OPERATORS.get(name);
  if (operator === undefined) return undefined;
  const base = { ...operator, ifExists: ifExists !== undefined };
  return set === "ForAllValues" || set === "ForAnyValue" ? { ...base, set } : base;
}

type Entry = readonly [string, { comparison: Comparison; negated: boolean }];

function pair(name: string, contrary: string, comparison: Comparison): Entry[] {
  return [
    [name, { comparison, negated: false }],
    [contrary, { comparison, negated: true }],
  ];
}

function single(name: string, comparison: Comparison): Entry[] {
  return [[name, { comparison, negated: false }]];
}

function value(matches: (expected: string, actual: string) => boolean): Comparison {
  return { kind: "value", matches };
}

/** The six comparisons of what has an order; what cannot be read matches nothing. */
function ordered(type: string, read: (text: string) => number): Entry[] {
  const compare = (test: (difference: number) => boolean): Comparison =>
    value((expected, actual) => test(read(actual) - read(expected)));
  return [
    ...pair(
      `${type}Equals`,
      `${type}NotEquals`,
      compare((difference) => difference === 0),
    ),
    ...single(
      `${type}LessThan`,
      compare((difference) => difference < 0),
    ),
    ...single(
      `${type}LessThanEquals`,
      compare((difference) => difference <= 0),
    ),
    ...single(
      `${type}GreaterThan`,
      compare((difference) => difference > 0),
    ),
    ...single(
      `${type}GreaterThanEquals`,
      compare((difference) => difference >= 0),
    ),
  ];
}

function readNumber(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** Milliseconds of an ISO 8601 date, or of seconds since the Unix epoch. */
function readDate(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && text.length > 4) return Number(text) * 1000;
  return /^\d{4}(-\d{2}){0,2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

function isInBlock(expected: string, actual: string): boolean {
  const whole = expected.includes(":") ? "128" : "32";
  try {
    return readCidr(expected.includes("/") ? expected : `${expected}/${whole}`).contains(actual);
  } catch {
    return false; // a block that cannot be read holds no address
  }
}
