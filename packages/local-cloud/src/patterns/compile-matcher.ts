import { readCidr } from "./cidr.ts";
import type { Bound, Matcher } from "./matcher.ts";
import { readWildcard } from "./wildcard.ts";

/**
 * Compiles one alternative of a field: a value, or an object such as `{ "prefix": "a" }`.
 *
 * @throws {Error} With event-ruler's message.
 */
export function compileMatcher(value: unknown): Matcher {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- just checked
    return { kind: "equals", value: value as string | number | boolean | null };
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new Error("Match value must be String, number, true, false, or null");
  }
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined) throw new Error("Match expression name not found");
  const matcher = compileExpression(entry[0], entry[1]);
  if (others.length > 0) throw new Error("Only one key allowed in match expression");
  return matcher;
}

const EXPRESSIONS = new Map<string, (value: unknown) => Matcher>([
  ["exactly", (value) => ({ kind: "equals", value: asText(value, "exact") })],
  ["prefix", (value) => affix("prefix", value)],
  ["suffix", (value) => affix("suffix", value)],
  ["numeric", compileNumeric],
  ["anything-but", compileAnythingBut],
  ["exists", compileExists],
  ["cidr", (value) => ({ kind: "cidr", block: readCidr(asText(value, "prefix")) })],
  ["equals-ignore-case", equalsIgnoreCase],
  ["wildcard", wildcard],
]);

function compileExpression(name: string, value: unknown): Matcher {
  const compile = EXPRESSIONS.get(name);
  if (compile === undefined) throw new Error(`Unrecognized match type ${name}`);
  return compile(value);
}

function asText(value: unknown, name: string): string {
  if (typeof value !== "string") throw new Error(`${name} match pattern must be a string`);
  return value;
}

function equalsIgnoreCase(value: unknown): Matcher {
  return { kind: "equalsIgnoreCase", text: asText(value, "equals-ignore-case") };
}

function wildcard(value: unknown): Matcher {
  return { kind: "wildcard", pattern: readWildcard(asText(value, "wildcard")) };
}

function affix(kind: "prefix" | "suffix", value: unknown): Matcher {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const [entry, ...others] = Object.entries(value);
    if (entry?.[0] !== "equals-ignore-case") {
      throw new Error(`Unsupported ${kind} pattern: ${entry?.[0] ?? ""}`);
    }
    if (others.length > 0) throw new Error("Only one key allowed in match expression");
    return { kind, text: asText(entry[1], "equals-ignore-case"), ignoreCase: true };
  }
  return { kind, text: asText(value, kind), ignoreCase: false };
}

function compileExists(value: unknown): Matcher {
  if (typeof value !== "boolean") {
    throw new Error("exists match pattern must be either true or false.");
  }
  return { kind: "exists", present: value };
}

function compileNumeric(value: unknown): Matcher {
  if (!Array.isArray(value)) throw new Error("Value of numeric must be an array.");
  const [operator, operand, ...rest]: unknown[] = value;
  if (typeof operator !== "string") {
    throw new Error(`Invalid member in numeric match: ${JSON.stringify(operator) ?? "]"}`);
  }
  const name = operator === "=" ? "equals" : operator;
  if (!["=", "<", "<=", ">", ">="].includes(operator)) {
    throw new Error(`Unrecognized numeric range operator: ${operator}`);
  }
  const bound = asBound(operand, { name, open: !operator.endsWith("=") });
  if (operator.startsWith(">")) {
    return rest.length === 0
      ? { kind: "numeric", low: bound }
      : { kind: "numeric", low: bound, high: upperBound(rest, bound.value) };
  }
  if (rest.length > 0) throw new Error("Too many elements in numeric expression");
  const upper: Matcher = { kind: "numeric", high: bound };
  return operator === "=" ? { ...upper, low: bound } : upper;
}

function upperBound([operator, operand, ...rest]: unknown[], bottom: number): Bound {
  if (typeof operator !== "string") {
    throw new Error(`Bad value in numeric range: ${String(operator)}`);
  }
  if (operator !== "<" && operator !== "<=") {
    throw new Error(`Bad numeric range operator: ${operator}`);
  }
  const bound = asBound(operand, { name: operator, open: operator === "<" });
  if (rest.length > 0) throw new Error("Too many terms in numeric range expression");
  if (bottom >= bound.value) throw new Error("Bottom must be less than top");
  return bound;
}

function asBound(operand: unknown, { name, open }: { name: string; open: boolean }): Bound {
  if (typeof operand !== "number") throw new Error(`Value of ${name} must be numeric`);
  return { value: operand, open };
}

function compileAnythingBut(value: unknown): Matcher {
  if (Array.isArray(value)) return { kind: "anythingBut", excluded: excludedValues(value) };
  if (typeof value === "string" || typeof value === "number") {
    return { kind: "anythingBut", excluded: [{ kind: "equals", value }] };
  }
  if (typeof value !== "object" || value === null) {
    throw new Error("Value of anything-but must be an array or single string/number value.");
  }
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined) throw new Error("Anything-But expression name not found");
  const excluded = excludedExpressions(entry[0], entry[1]);
  if (others.length > 0) throw new Error("Only one key allowed in match expression");
  return { kind: "anythingBut", excluded };
}

function excludedValues(values: readonly unknown[]): Matcher[] {
  const kinds = new Set(values.map((value) => typeof value));
  if ([...kinds].some((kind) => kind !== "string" && kind !== "number")) {
    throw new Error("Inside anything but list, start|null|boolean is not supported.");
  }
  if (kinds.size !== 1) {
    throw new Error(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  return values.map(compileMatcher);
}

function excludedExpressions(name: string, value: unknown): Matcher[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  switch (name) {
    case "prefix":
    case "suffix":
      return values.map((text) => ({ kind: name, text: excludedAffix(text), ignoreCase: false }));
    case "equals-ignore-case":
      return values.map((text) => {
        if (typeof text === "string") return equalsIgnoreCase(text);
        throw new Error(
          "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
        );
      });
    case "wildcard":
      return values.map(wildcard);
    default:
      throw new Error(`Unsupported anything-but pattern: ${name}`);
  }
}

function excludedAffix(text: unknown): string {
  if (typeof text === "object" && text !== null) {
    throw new Error("Value of anything-but must be an array or single string/number value.");
  }
  if (typeof text !== "string") throw new Error("prefix/suffix match pattern must be a string");
  if (text === "") throw new Error("Null prefix/suffix not allowed");
  return text;
}
