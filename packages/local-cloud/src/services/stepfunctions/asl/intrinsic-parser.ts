import type { Json } from "./json.ts";

/** An argument of an intrinsic function, or the whole call. */
export type IntrinsicNode =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "string"; readonly raw: string }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly IntrinsicNode[] };

const MAX_DEPTH = 10; // "up to 10 intrinsic functions nested"; Step Functions, intrinsic functions
const NAME = /States\.[A-Za-z0-9]+/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const WORD = /true|false|null/uy;
const STRING = /'((?:[^'\\]|\\.)*)'/uy;
const SPACE = /\s*/uy;
const WORDS: Readonly<Record<string, Json>> = { true: true, false: false, null: null };

class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  fail(): never {
    throw new SyntaxError(`Invalid intrinsic function: ${this.#text}`);
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match;
  }

  takeCharacter(character: string): boolean {
    this.take(SPACE);
    if (this.#text[this.#position] !== character) return false;
    this.#position += 1;
    return true;
  }

  get next(): string | undefined {
    this.take(SPACE);
    return this.#text[this.#position];
  }

  get isAtEnd(): boolean {
    return this.next === undefined;
  }

  /** A path goes on to the next comma or closing parenthesis outside its own brackets and quotes. */
  takePath(): string {
    const start = this.#position;
    let depth = 0;
    for (; this.#position < this.#text.length; this.#position += 1) {
      const character = this.#text[this.#position] ?? "";
      if (character === "'" || character === '"') this.#skipQuoted(character);
      else if ("[(".includes(character)) depth += 1;
      else if (depth === 0 && ",)".includes(character)) break;
      else if ("])".includes(character)) depth -= 1;
    }
    return this.#text.slice(start, this.#position).trim();
  }

  #skipQuoted(quote: string): void {
    const end = this.#text.indexOf(quote, this.#position + 1);
    if (end < 0) this.fail();
    this.#position = end;
  }
}

/** The text of a string argument: `\'`, `\{`, `\}` and `\\` are its escapes. */
export function unescapeString(raw: string): string {
  return raw.replaceAll(/\\(['\\{}])/gu, "$1");
}

function argument(reader: Reader, depth: number): IntrinsicNode {
  if (reader.next === "$") return { kind: "path", path: reader.takePath() };
  const string = reader.take(STRING);
  if (string !== undefined) return { kind: "string", raw: string[1] ?? "" };
  const number = reader.take(NUMBER);
  if (number !== undefined) return { kind: "literal", value: Number(number[0]) };
  const word = reader.take(WORD);
  if (word !== undefined) return { kind: "literal", value: WORDS[word[0]] ?? null };
  return call(reader, depth + 1);
}

function call(reader: Reader, depth: number): IntrinsicNode {
  const name = reader.take(NAME)?.[0];
  if (name === undefined || depth > MAX_DEPTH || !reader.takeCharacter("(")) reader.fail();
  const args: IntrinsicNode[] = [];
  if (reader.takeCharacter(")")) return { kind: "call", name, args };
  do args.push(argument(reader, depth));
  while (reader.takeCharacter(","));
  if (!reader.takeCharacter(")")) reader.fail();
  return { kind: "call", name, args };
}

/**
 * Parses an intrinsic function call such as `States.Format('{} of {}', $.part, $.whole)`.
 *
 * @throws {SyntaxError} not such a call, or nested more than ten deep.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export function parseIntrinsic(text: string): IntrinsicNode {
  const reader = new Reader(text);
  const node = call(reader, 1);
  if (!reader.isAtEnd) reader.fail();
  return node;
}
