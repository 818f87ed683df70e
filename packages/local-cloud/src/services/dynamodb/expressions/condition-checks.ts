import { pathText } from "../document-path.ts";
import {
  compareValues,
  toBase64,
  typeOf,
  VALUE_TYPES,
  type Value,
  type ValueType,
} from "../value.ts";
import type { Findings } from "./findings.ts";
import { literalType, type Operand } from "./operands.ts";

/** Operand counts of the functions of conditions. */
const FUNCTIONS = new Map([
  ["attribute_exists", 1],
  ["attribute_not_exists", 1],
  ["attribute_type", 2],
  ["begins_with", 2],
  ["contains", 2],
  ["size", 1],
]);

const ORDERED: ReadonlySet<ValueType> = new Set(["S", "N", "B"] as const);

/** Notes that a function stands where it must not. */
export function misuse(name: string, findings: Findings): void {
  findings.report(
    "misusedFunction",
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}

/** Notes operands that are function calls other than `size`. */
export function checkNoFunctions(args: readonly Operand[], findings: Findings): void {
  for (const arg of args) {
    if (arg.kind === "call" && arg.name !== "size") misuse(arg.name, findings);
  }
}

/** Notes a comparison of a path with itself. */
export function checkDistinct(name: string, args: readonly Operand[], findings: Findings): void {
  const [first, second] = args;
  if (first?.kind !== "path" || second?.kind !== "path" || args.length !== 2) return;
  const text = pathText(first.path);
  if (text !== pathText(second.path)) return;
  findings.report(
    "distinct",
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${text}`,
  );
}

/** Notes literals of a type that has no order. */
export function checkOrdered(operator: string, args: readonly Operand[], findings: Findings): void {
  const type = args
    .map((arg) => literalType(arg))
    .find((candidate) => candidate !== undefined && !ORDERED.has(candidate));
  if (type !== undefined) findings.report("function", wrongType(operator, type));
}

/** Notes literal bounds of different types or in the wrong order. */
export function checkBetween(lower: Operand, upper: Operand, findings: Findings): void {
  if (lower.kind !== "value" || upper.kind !== "value") return;
  const bounds = `lower bound operand: AttributeValue: ${literalText(lower.value)}, upper bound operand: AttributeValue: ${literalText(upper.value)}`;
  if (typeOf(lower.value) !== typeOf(upper.value)) {
    findings.report(
      "function",
      `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`,
    );
  } else if ((compareValues(lower.value, upper.value) ?? 0) > 0) {
    findings.report(
      "function",
      `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
  }
}

/** Notes an unknown function, a wrong number of operands, or operands of a wrong type. */
export function checkFunction(name: string, args: readonly Operand[], findings: Findings): void {
  const count = FUNCTIONS.get(name);
  if (count === undefined) {
    findings.report("unknownFunction", `Invalid function name; function: ${name}`);
    return;
  }
  if (count !== args.length) {
    findings.report(
      "operand",
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
    );
    return;
  }
  checkDistinct(name, args, findings);
  const fault = operandFault(name, args);
  if (fault !== undefined) findings.report("function", fault);
}

function operandFault(name: string, args: readonly Operand[]): string | undefined {
  switch (name) {
    case "attribute_exists":
    case "attribute_not_exists":
      return args[0]?.kind === "path"
        ? undefined
        : `Operator or function requires a document path; operator or function: ${name}`;
    case "begins_with":
      return beginsWithFault(args);
    case "attribute_type":
      return attributeTypeFault(args[1]);
    case "size":
      return sizeFault(args[0]);
    default:
      return undefined;
  }
}

function wrongType(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

function beginsWithFault(args: readonly Operand[]): string | undefined {
  const type = args
    .map((arg) => (arg.kind === "call" ? "N" : literalType(arg))) // the only nested call is `size`
    .find((candidate) => candidate !== undefined && candidate !== "S" && candidate !== "B");
  return type === undefined ? undefined : wrongType("begins_with", type);
}

function attributeTypeFault(operand: Operand | undefined): string | undefined {
  const type = literalType(operand) ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";
  if (operand?.kind !== "value" || !("S" in operand.value)) {
    return wrongType("attribute_type", type);
  }
  const { S: name } = operand.value;
  return VALUE_TYPES.some((known) => known === name)
    ? undefined
    : `Invalid attribute type name found; type: ${name}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
}

function sizeFault(operand: Operand | undefined): string | undefined {
  const type = operand?.kind === "call" ? "N" : literalType(operand);
  return type === "N" || type === "BOOL" || type === "NULL" ? wrongType("size", type) : undefined;
}

/** A literal as DynamoDB writes it in messages: `{S:abc}`. */
function literalText(value: Value): string {
  if ("B" in value) return `{B:${toBase64(value.B)}}`;
  const [entry] = Object.entries(value);
  const [type, content] = entry ?? [];
  return `{${type}:${typeof content === "string" ? content : JSON.stringify(content)}}`;
}
