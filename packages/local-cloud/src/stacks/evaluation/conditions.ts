import { fail } from "../../errors.ts";
import { isArray, isObject, sameJson, type Json } from "../json.ts";
import { intrinsicOf } from "../template/references.ts";
import type { Evaluation } from "./functions.ts";

/** The functions that give true or false. */
export const CONDITION_FUNCTIONS: ReadonlySet<string> = new Set([
  "Fn::And",
  "Fn::Equals",
  "Fn::Not",
  "Fn::Or",
]);

const SEVERAL = [2, 10] as const; // conditions of Fn::And and Fn::Or

/**
 * Evaluates the body of a condition.
 *
 * @throws {AwsError} `ValidationError`: not a condition function, or wrong operands.
 */
export function conditionValue(body: Json, evaluation: Evaluation): boolean {
  const intrinsic = isObject(body) ? intrinsicOf(body) : undefined;
  if (intrinsic === undefined) return malformed();
  const [name, argument] = intrinsic;
  if (name === "Condition") {
    return typeof argument === "string" ? evaluation.scope.condition(argument) : malformed();
  }
  if (!isArray(argument)) return malformed();
  const inner = (operand: Json): boolean => conditionValue(operand, evaluation);
  switch (name) {
    case "Fn::Equals":
      return equals(argument, evaluation);
    case "Fn::Not":
      return !operands(argument, [1, 1]).every(inner);
    case "Fn::And":
      return operands(argument, SEVERAL).every(inner);
    case "Fn::Or":
      return operands(argument, SEVERAL).some(inner);
    default:
      return malformed();
  }
}

/** Numbers and booleans are compared as the text that they are in a template. */
function equals(given: readonly Json[], { evaluate }: Evaluation): boolean {
  const [left, right] = operands(given, [2, 2]).map((operand) => asComparable(evaluate(operand)));
  return sameJson(left, right);
}

function asComparable(value: Json | undefined): Json {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value ?? null;
}

function operands(given: readonly Json[], [least, most]: readonly [number, number]) {
  return given.length >= least && given.length <= most ? given : malformed();
}

function malformed(): never {
  return fail(
    "ValidationError",
    "Template format error: Every Conditions member must be a condition function with valid operands.",
  );
}
