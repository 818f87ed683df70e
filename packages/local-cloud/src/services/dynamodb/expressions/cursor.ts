import { validationError } from "../errors.ts";

/** A piece of an expression. */
export interface Token {
  readonly kind: "word" | "name" | "value" | "number" | "symbol" | "end";
  readonly text: string;
  /** Offsets in the expression; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Reads the tokens of one expression, and reports what is wrong with it. */
export interface Cursor {
  /** How many tokens were read. */
  position(): number;
  /** The token that comes after `ahead` others, without reading it. */
  peek(ahead?: number): Token;
  next(): Token;
  /** Reads the next token if it is this symbol. */
  takeSymbol(symbol: string): boolean;
  /** Reads the next token if it is this word, in any case. */
  takeWord(word: string): boolean;
  expectSymbol(symbol: string): void;
  isWord(word: string): boolean;
  /** Rejects the expression because of the next token. */
  syntaxError(): never;
  /** Rejects the expression for another reason. */
  fault(message: string): never;
}

const MAX_EXPRESSION_BYTES = 4096; // "Expression parameters" in the Developer Guide's quotas
const WHITESPACE = /[ \t\r\n]*/y;
const PATTERNS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["word", /[A-Za-z][A-Za-z0-9_]*/y],
  ["name", /#[A-Za-z0-9_]+/y],
  ["value", /:[A-Za-z0-9_]+/y],
  ["number", /[0-9]+/y],
  ["symbol", /<>|<=|>=|[^]/y],
];

/**
 * Splits an expression into tokens.
 *
 * @param parameter The request parameter it came in, for messages: `FilterExpression`.
 * @throws {AwsError} ValidationException: empty or longer than 4 KB.
 */
export function openCursor(source: string, parameter: string): Cursor {
  const fault = (message: string): never => {
    throw validationError(`Invalid ${parameter}: ${message}`);
  };
  if (source.trim() === "") fault("The expression can not be empty;");
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_EXPRESSION_BYTES) {
    fault(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
  }
  const tokens = tokenize(source);
  const end: Token = { kind: "end", text: "<EOF>", start: source.length, end: source.length };
  let position = 0;
  const peek = (ahead = 0): Token => tokens[position + ahead] ?? end;

  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const take = (matches: boolean): boolean => {
    if (matches) position += 1;
    return matches;
  };
  const isWord = (word: string): boolean =>
    peek().kind === "word" && peek().text.toUpperCase() === word;
  const takeSymbol = (symbol: string): boolean =>
    take(peek().kind === "symbol" && peek().text === symbol);

  const syntaxError = (): never => {
    const token = peek();
    const before = tokens[position - 1] ?? token;
    const near = source.slice(before.start, peek(1).end);
    return fault(`Syntax error; token: "${token.text}", near: "${near.trimEnd()}"`);
  };

  return {
    position: () => position,
    peek,
    next,
    takeSymbol,
    takeWord: (word) => take(isWord(word)),
    expectSymbol(symbol) {
      if (!takeSymbol(symbol)) syntaxError();
    },
    isWord,
    syntaxError,
    fault,
  };
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let start = skipWhitespace(source, 0);
  while (start < source.length) {
    const token = tokenAt(source, start);
    tokens.push(token);
    start = skipWhitespace(source, token.end);
  }
  return tokens;
}

function skipWhitespace(source: string, start: number): number {
  WHITESPACE.lastIndex = start;
  WHITESPACE.test(source);
  return WHITESPACE.lastIndex;
}

function tokenAt(source: string, start: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const [text] = pattern.exec(source) ?? [];
    if (text !== undefined) return { kind, text, start, end: start + text.length };
  }
  throw new TypeError("the last pattern matches any character");
}
