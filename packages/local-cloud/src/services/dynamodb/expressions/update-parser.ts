import type { Path } from "../document-path.ts";
import { setMembers, typeOf, type Value } from "../value.ts";
import { openCursor, type Cursor } from "./cursor.ts";
import { collectFindings, type Findings } from "./findings.ts";
import {
  literalType,
  readArguments,
  readOperand,
  readPath,
  readValue,
  reportOverlaps,
  type FunctionCall,
  type Operand,
  type Reading,
} from "./operands.ts";
import type { Placeholders } from "./placeholders.ts";

/** What a `SET` assigns. */
export type Assigned =
  | Operand
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-";
      readonly args: readonly [Operand, Operand];
    };

/** One clause of an update expression. */
export type Action =
  | { readonly kind: "set"; readonly path: Path; readonly assigned: Assigned }
  | { readonly kind: "remove"; readonly path: Path }
  | { readonly kind: "add" | "delete"; readonly path: Path; readonly value: Value };

/** An update that was read and checked. */
export interface ParsedUpdate {
  readonly actions: readonly Action[];
  /** The attributes that it changes or reads a part of only. */
  readonly nestedHeads: ReadonlySet<string>;
}

type Section = "SET" | "REMOVE" | "ADD" | "DELETE";

const SECTIONS: readonly Section[] = ["SET", "REMOVE", "ADD", "DELETE"];
const ARITHMETIC = ["+", "-"] as const;
const ORDER = [
  "reserved",
  "unknownFunction",
  "section",
  "attrName",
  "attrVal",
  "pathOverlap",
  "pathConflict",
  "operand",
  "function",
];
const MAX_DEPTH = 300; // operators and functions in one expression; Developer Guide quotas
const TYPE_NAMES = new Map([
  ["S", "STRING"],
  ["N", "NUMBER"],
  ["B", "BINARY"],
  ["NULL", "NULL"],
  ["BOOL", "BOOLEAN"],
  ["L", "LIST"],
  ["M", "MAP"],
]);

/**
 * Reads an `UpdateExpression`.
 *
 * @throws {AwsError} ValidationException.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function parseUpdate(source: string, placeholders: Placeholders): ParsedUpdate {
  const cursor = openCursor(source, "UpdateExpression");
  const findings = collectFindings();
  const nestedHeads = new Set<string>();
  const reading: Reading = { cursor, placeholders, findings, pathHeads: new Set(), nestedHeads };
  const actions = readSections(reading);
  reportOverlaps(
    actions.map(({ path }) => path),
    findings,
  );
  const fault = findings.first(ORDER);
  if (fault !== undefined) cursor.fault(fault);
  return { actions, nestedHeads };
}

function readSections(reading: Reading): Action[] {
  const { cursor, findings } = reading;
  const seen = new Set<Section>();
  const actions: Action[] = [];
  do {
    const section = SECTIONS.find((word) => cursor.takeWord(word));
    if (section === undefined) return cursor.syntaxError();
    if (seen.has(section)) {
      findings.report(
        "section",
        `The "${section}" section can only be used once in an update expression;`,
      );
    }
    seen.add(section);
    do actions.push(readAction(section, reading));
    while (cursor.takeSymbol(","));
  } while (cursor.peek().kind !== "end");
  return actions;
}

function readAction(section: Section, reading: Reading): Action {
  const path = readPath(reading);
  switch (section) {
    case "SET":
      reading.cursor.expectSymbol("=");
      return { kind: "set", path, assigned: readAssigned(reading) };
    case "REMOVE":
      return { kind: "remove", path };
    case "ADD":
      return { kind: "add", path, value: readSetOperand(section, reading) };
    case "DELETE":
      return { kind: "delete", path, value: readSetOperand(section, reading) };
  }
}

function readSetOperand(section: "ADD" | "DELETE", reading: Reading): Value {
  if (reading.cursor.peek().kind !== "value") return reading.cursor.syntaxError();
  const operand = readValue(reading);
  if (operand.kind !== "value") return reading.cursor.syntaxError();
  const { value } = operand;
  const allowed = setMembers(value) !== undefined || (section === "ADD" && "N" in value);
  if (!allowed) {
    reading.findings.report(
      "operand",
      `Incorrect operand type for operator or function; operator: ${section}, operand type: ${TYPE_NAMES.get(typeOf(value))}`,
    );
  }
  return value;
}

function readAssigned(reading: Reading, depth = 0): Assigned {
  const { cursor, findings } = reading;
  const left = readAssignedGroup(reading, depth) ?? readTerm(reading, depth);
  if (left.kind === "arithmetic") return left;
  const operator = ARITHMETIC.find((symbol) => cursor.takeSymbol(symbol));
  if (operator === undefined) return left;
  const args = [left, readTerm(reading, depth)] as const;
  checkOperandTypes(operator, args, findings);
  return { kind: "arithmetic", operator, args };
}

function readAssignedGroup(reading: Reading, depth: number): Assigned | undefined {
  if (!openGroup(reading.cursor, depth)) return undefined;
  const inner = readAssigned(reading, depth + 1);
  reading.cursor.expectSymbol(")");
  return inner;
}

function readTerm(reading: Reading, depth: number): Operand {
  const { cursor } = reading;
  if (!openGroup(cursor, depth)) {
    return readOperand(reading, () => readCall(reading, depth + 1));
  }
  const inner = readTerm(reading, depth + 1);
  cursor.expectSymbol(")");
  return inner;
}

function openGroup(cursor: Cursor, depth: number): boolean {
  if (depth > MAX_DEPTH) cursor.fault("The expression has redundant parentheses;");
  return cursor.takeSymbol("(");
}

function readCall(reading: Reading, depth: number): FunctionCall {
  const { cursor, findings } = reading;
  const name = cursor.next().text;
  cursor.expectSymbol("(");
  const args = readArguments(cursor, () => readTerm(reading, depth));
  checkCall(name, args, findings);
  return { kind: "call", name, args };
}

function checkCall(name: string, args: readonly Operand[], findings: Findings): void {
  if (name !== "if_not_exists" && name !== "list_append") {
    findings.report("unknownFunction", `Invalid function name; function: ${name}`);
  } else if (args.length !== 2) {
    findings.report(
      "function",
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
    );
  } else if (name === "list_append") {
    checkOperandTypes(name, args, findings);
  } else if (args[0]?.kind !== "path") {
    findings.report(
      "function",
      `Operator or function requires a document path; operator or function: ${name}`,
    );
  }
}

function checkOperandTypes(name: string, args: readonly Operand[], findings: Findings): void {
  const wanted = name === "list_append" ? "L" : "N";
  const wrong = args.map(literalType).find((type) => type !== undefined && type !== wanted);
  if (wrong === undefined) return;
  findings.report(
    "function",
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${wrong}`,
  );
}
