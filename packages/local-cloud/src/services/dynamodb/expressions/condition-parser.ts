import {
  checkBetween,
  checkDistinct,
  checkFunction,
  checkNoFunctions,
  checkOrdered,
  misuse,
} from "./condition-checks.ts";
import { openCursor } from "./cursor.ts";
import { collectFindings } from "./findings.ts";
import {
  readArguments,
  readOperand,
  type FunctionCall,
  type Operand,
  type Reading,
} from "./operands.ts";
import type { Placeholders } from "./placeholders.ts";

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A boolean expression over an item. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly condition: Condition }
  | Comparison
  | { readonly kind: "between"; readonly args: readonly [Operand, Operand, Operand] }
  | { readonly kind: "in"; readonly operand: Operand; readonly options: readonly Operand[] }
  | FunctionCall;

export interface Comparison {
  readonly kind: "compare";
  readonly comparator: Comparator;
  readonly args: readonly [Operand, Operand];
}

/** A condition that was read and checked, and which attributes it looks at. */
export interface ParsedCondition {
  readonly condition: Condition;
  readonly pathHeads: ReadonlySet<string>;
  /** The attributes of which it looks at a part only. */
  readonly nestedHeads: ReadonlySet<string>;
}

type Node = Condition | Operand;

const COMPARATORS: readonly Comparator[] = ["=", "<>", "<", "<=", ">", ">="];
const MAX_NESTING = 300; // operators and functions in one expression; Developer Guide quotas
const ORDER = ["parens", "unknownFunction", "misusedFunction", "reserved", "condition"];
const CONDITION_ORDER = ["attrName", "attrVal", "operand", "distinct", "function"];

/**
 * Reads a condition, filter or key condition expression.
 *
 * @param parameter The request parameter, for messages.
 * @throws {AwsError} ValidationException.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function parseCondition(
  source: string,
  parameter: string,
  placeholders: Placeholders,
): ParsedCondition {
  const reading: Reading = {
    cursor: openCursor(source, parameter),
    placeholders,
    findings: collectFindings(),
    pathHeads: new Set(),
    nestedHeads: new Set(),
  };
  const condition = conditionParser(reading).parse();
  const fault = reading.findings.first(ORDER);
  if (fault !== undefined) reading.cursor.fault(fault);
  return { condition, pathHeads: reading.pathHeads, nestedHeads: reading.nestedHeads };
}

function conditionParser(reading: Reading): { parse(): Condition } {
  const { cursor, findings } = reading;
  /** Where each group in parentheses ended, by where it began. */
  const groups = new Map<number, number>();
  let depth = 0;

  const deeper = <T>(read: () => T): T => {
    depth += 1;
    if (depth > MAX_NESTING) {
      cursor.fault(`The expression contains too many operators; operator count: ${depth}`);
    }
    const result = read();
    depth -= 1;
    return result;
  };

  const parseOr = (): Node => {
    const left = parseAnd();
    if (!cursor.takeWord("OR")) return left;
    const right = parseOr();
    return { kind: "or", left: asCondition(left), right: asCondition(right) };
  };

  const parseAnd = (): Node => {
    const left = parseNot();
    if (!cursor.takeWord("AND")) return left;
    const right = parseAnd();
    return { kind: "and", left: asCondition(left), right: asCondition(right) };
  };

  const parseNot = (): Node => {
    if (!cursor.takeWord("NOT")) return parseTerm();
    return { kind: "not", condition: asCondition(deeper(parseNot)) };
  };

  const parseTerm = (): Node => {
    const first = parsePrimary();
    const term = parseComparison(first) ?? parseBetween(first) ?? parseIn(first) ?? first;
    if (term !== first || first.kind === "call") noteConditionFault();
    return term;
  };

  const parseComparison = (first: Node): Condition | undefined => {
    const comparator = COMPARATORS.find((symbol) => cursor.takeSymbol(symbol));
    if (comparator === undefined) return undefined;
    const args = [asOperand(first), asOperand(parsePrimary())] as const;
    checkNoFunctions(args, findings);
    checkDistinct(comparator, args, findings);
    if (comparator !== "=" && comparator !== "<>") checkOrdered(comparator, args, findings);
    return { kind: "compare", comparator, args };
  };

  const parseBetween = (first: Node): Condition | undefined => {
    if (!cursor.takeWord("BETWEEN")) return undefined;
    const lower = asOperand(parsePrimary());
    if (!cursor.takeWord("AND")) cursor.syntaxError();
    const args = [asOperand(first), lower, asOperand(parsePrimary())] as const;
    checkNoFunctions(args, findings);
    checkOrdered("BETWEEN", args, findings);
    checkBetween(args[1], args[2], findings);
    return { kind: "between", args };
  };

  const parseIn = (first: Node): Condition | undefined => {
    if (!cursor.takeWord("IN")) return undefined;
    cursor.expectSymbol("(");
    const operand = asOperand(first);
    const options = readArguments(cursor, () => asOperand(parsePrimary()));
    checkNoFunctions([operand, ...options], findings);
    return { kind: "in", operand, options };
  };

  const parsePrimary = (): Node =>
    cursor.peek().text === "(" ? deeper(parseGroup) : readTermOperand();

  const parseGroup = (): Node => {
    const start = cursor.position();
    cursor.expectSymbol("(");
    const node = parseOr();
    const endOfInner = groups.get(start + 1);
    if (endOfInner === cursor.position()) {
      findings.report("parens", "The expression has redundant parentheses;");
    }
    cursor.expectSymbol(")");
    groups.set(start, cursor.position());
    return node;
  };

  const readTermOperand = (): Operand => {
    if (isKeyword(cursor.peek().text)) cursor.syntaxError();
    return readOperand(reading, readCall);
  };

  const readCall = (): FunctionCall => {
    const name = cursor.next().text;
    cursor.expectSymbol("(");
    const args = readArguments(cursor, () => asOperand(parsePrimary()));
    checkNoFunctions(args, findings);
    checkFunction(name, args, findings);
    return { kind: "call", name, args };
  };

  const noteConditionFault = (): void => {
    const fault = findings.first(CONDITION_ORDER);
    if (fault !== undefined) findings.report("condition", fault);
  };

  const asCondition = (node: Node): Condition => {
    if (node.kind === "path" || node.kind === "value") return cursor.syntaxError();
    if (node.kind === "call" && node.name === "size") misuse(node.name, findings);
    return node;
  };

  const asOperand = (node: Node): Operand =>
    node.kind === "path" || node.kind === "value" || node.kind === "call"
      ? node
      : cursor.syntaxError();

  return {
    parse() {
      const node = parseOr();
      if (cursor.peek().kind !== "end") cursor.syntaxError();
      return asCondition(node);
    },
  };
}

function isKeyword(text: string): boolean {
  return /^(?:AND|OR|NOT|BETWEEN|IN)$/i.test(text);
}
