import { pathText, type Path } from "../document-path.ts";
import { typeOf, type Value, type ValueType } from "../value.ts";
import type { Cursor } from "./cursor.ts";
import type { Findings } from "./findings.ts";
import type { Placeholders } from "./placeholders.ts";
import { isReserved } from "./reserved-words.ts";

/** What an operator or a function works on. */
export type Operand =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: Value }
  | FunctionCall;

export interface FunctionCall {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Operand[];
}

/** What is at hand while one expression is read. */
export interface Reading {
  readonly cursor: Cursor;
  readonly placeholders: Placeholders;
  readonly findings: Findings;
  /** First steps of all paths, and of those that go on into a map or list. */
  readonly pathHeads: Set<string>;
  readonly nestedHeads: Set<string>;
}

/** Kinds of fault about undefined placeholders, which the update parser orders apart. */
const UNDEFINED_NAME = "attrName";
const UNDEFINED_VALUE = "attrVal";

/** Reads `a`, `#n`, `a.b[0].#c`. */
export function readPath(reading: Reading): Path {
  const { cursor } = reading;
  const head = readName(reading);
  const path: (string | number)[] = [head];
  for (;;) {
    if (cursor.takeSymbol(".")) path.push(readName(reading));
    else if (cursor.takeSymbol("[")) path.push(readIndex(cursor));
    else break;
  }
  reading.pathHeads.add(head);
  if (path.length > 1) reading.nestedHeads.add(head);
  return path;
}

function readName({ cursor, placeholders, findings }: Reading): string {
  const token = cursor.peek();
  if (token.kind === "name") {
    cursor.next();
    const name = placeholders.name(token.text);
    if (name !== undefined) return name;
    findings.report(
      UNDEFINED_NAME,
      `An expression attribute name used in the document path is not defined; attribute name: ${token.text}`,
    );
    return token.text;
  }
  if (token.kind !== "word") return cursor.syntaxError();
  cursor.next();
  if (isReserved(token.text)) {
    findings.report(
      "reserved",
      `Attribute name is a reserved keyword; reserved keyword: ${token.text}`,
    );
  }
  return token.text;
}

function readIndex(cursor: Cursor): number {
  if (cursor.peek().kind !== "number") cursor.syntaxError();
  const index = Number(cursor.next().text);
  cursor.expectSymbol("]");
  return index;
}

/** Reads `:v`. The value of an undefined placeholder is never looked at. */
export function readValue({ cursor, placeholders, findings }: Reading): Operand {
  const token = cursor.next();
  const value = placeholders.value(token.text);
  if (value !== undefined) return { kind: "value", value };
  findings.report(
    UNDEFINED_VALUE,
    `An expression attribute value used in expression is not defined; attribute value: ${token.text}`,
  );
  return { kind: "value", value: { NULL: true } };
}

/** Reads a path, a value, or a function call with such operands. */
export function readOperand(
  reading: Reading,
  readCall: (reading: Reading) => FunctionCall,
): Operand {
  const { cursor } = reading;
  if (cursor.peek().kind === "value") return readValue(reading);
  if (cursor.peek().kind === "word" && cursor.peek(1).text === "(") return readCall(reading);
  return { kind: "path", path: readPath(reading) };
}

/** Reads `operand, operand, …` up to and including the closing parenthesis. */
export function readArguments(cursor: Cursor, readOne: () => Operand): Operand[] {
  const args = [readOne()];
  while (cursor.takeSymbol(",")) args.push(readOne());
  cursor.expectSymbol(")");
  return args;
}

/** The type of a literal operand; `undefined` for what is known only with the item. */
export function literalType(operand: Operand | undefined): ValueType | undefined {
  return operand?.kind === "value" ? typeOf(operand.value) : undefined;
}

/** Notes paths that overlap or conflict, as updates and projections must not have them. */
export function reportOverlaps(paths: readonly Path[], findings: Findings): void {
  for (const [index, path] of paths.entries()) {
    for (const earlier of paths.slice(0, index)) reportOverlap(earlier, path, findings);
  }
}

function reportOverlap(one: Path, two: Path, findings: Findings): void {
  const length = Math.min(one.length, two.length);
  const split = one.findIndex((step, index) => index >= length || step !== two[index]);
  const consequence = `must remove or rewrite one of these paths; path one: ${pathText(one)}, path two: ${pathText(two)}`;
  if (split === -1 || split >= length) {
    findings.report("pathOverlap", `Two document paths overlap with each other; ${consequence}`);
  } else if (typeof one[split] !== typeof two[split]) {
    findings.report("pathConflict", `Two document paths conflict with each other; ${consequence}`);
  }
}
