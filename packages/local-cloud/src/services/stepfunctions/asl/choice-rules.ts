import { COMPARISONS, KIND_TESTS, matchesGlob, timestampMs } from "./choice-comparison.ts";
import { runtimeError } from "./errors.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, own } from "./json.ts";
import { compilePath, findPath, type PathScope } from "./json-path.ts";

/** A compiled condition of a JSONPath choice rule. */
export type ChoiceTest = (scope: PathScope) => boolean;

const DECORATION = new Set(["Next", "Comment", "Assign", "Output", "Variable"]);
const OPERAND_KIND: readonly [prefix: string, fits: (operand: Json) => boolean][] = [
  ["Is", (operand) => typeof operand === "boolean"],
  ["Numeric", (operand) => typeof operand === "number"],
  ["Boolean", (operand) => typeof operand === "boolean"],
  ["Timestamp", (operand) => timestampMs(operand) !== undefined],
  ["String", (operand) => typeof operand === "string"],
];

function variableOf(path: string, scope: PathScope): Json {
  const found = findPath(path, scope);
  if (found !== undefined) return found;
  throw runtimeError(
    `Invalid path '${path}': The choice state's condition path references an invalid value.`,
  );
}

function assertOperand(name: string, operand: Json): void {
  const kind = OPERAND_KIND.find(([prefix]) => name.startsWith(prefix));
  if (kind === undefined || kind[1](operand)) return;
  throw new SyntaxError(`Invalid value for the comparison operator ${name}`);
}

/** `StringEqualsPath` and its kin: the operand is a path to what to compare with. */
function pathComparison(variable: string, name: string, operand: Json): ChoiceTest | undefined {
  const compare = COMPARISONS.get(name.replace(/Path$/u, ""));
  if (!name.endsWith("Path") || compare === undefined) return undefined;
  if (typeof operand !== "string") throw new SyntaxError(`${name} must be a JSONPath`);
  compilePath(operand);
  return (scope) => compare(variableOf(variable, scope), variableOf(operand, scope));
}

function kindTest(variable: string, name: string, operand: Json): ChoiceTest | undefined {
  const test = KIND_TESTS.get(name);
  if (test === undefined) return undefined;
  return name === "IsPresent"
    ? (scope) => test(findPath(variable, scope)) === operand
    : (scope) => test(variableOf(variable, scope)) === operand;
}

function comparison(variable: string, name: string, operand: Json): ChoiceTest | undefined {
  if (name === "StringMatches" && typeof operand === "string") {
    return (scope) => {
      const value = variableOf(variable, scope);
      return typeof value === "string" && matchesGlob(value, operand);
    };
  }
  const compare = COMPARISONS.get(name);
  return compare && ((scope) => compare(variableOf(variable, scope), operand));
}

function leaf(rule: JsonObject, [name, operand]: [string, Json]): ChoiceTest {
  const variable = own(rule, "Variable");
  if (typeof variable !== "string") throw new SyntaxError("Variable is required");
  compilePath(variable);
  const byPath = pathComparison(variable, name, operand);
  if (byPath !== undefined) return byPath;
  assertOperand(name, operand);
  const test = kindTest(variable, name, operand) ?? comparison(variable, name, operand);
  if (test === undefined) throw new SyntaxError(`Unknown comparison operator ${name}`);
  return test;
}

function compileNested(rule: Json): ChoiceTest {
  if (!isJsonObject(rule)) throw new SyntaxError("A choice rule must be an object");
  return compileChoiceRule(rule);
}

function compileList(rules: Json): readonly ChoiceTest[] {
  if (!isJsonArray(rules) || rules.length === 0) {
    throw new SyntaxError("And and Or need a non-empty array of rules");
  }
  return rules.map(compileNested);
}

/**
 * Compiles the condition of a JSONPath choice rule.
 *
 * @throws {SyntaxError} unknown operator, more than one operator, or an operand of the wrong kind.
 * @see https://states-language.net/spec.html#choice-state
 */
export function compileChoiceRule(rule: JsonObject): ChoiceTest {
  const operators = Object.entries(rule).filter(([key]) => !DECORATION.has(key));
  const [operator] = operators;
  if (operator === undefined || operators.length > 1) {
    throw new SyntaxError("Exactly one comparison operator is required");
  }
  const [name, operand] = operator;
  if (name === "Not") {
    const test = compileNested(operand);
    return (scope) => !test(scope);
  }
  if (name === "And" || name === "Or") {
    const tests = compileList(operand);
    return name === "And"
      ? (scope) => tests.every((test) => test(scope))
      : (scope) => tests.some((test) => test(scope));
  }
  return leaf(rule, operator);
}
