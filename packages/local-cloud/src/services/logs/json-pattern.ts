import { invalidParameter } from "./errors.ts";

type JsonTest = (value: unknown) => boolean;
type Tokens = { readonly all: readonly string[]; at: number };

const TOKEN =
  /\s*(&&|\|\||[()]|!=|<=|>=|=|<|>|"(?:[^"\\]|\\.)*"|\$(?:\.[\w*-]+|\[\d+\]|\["[^"]*"\]|\['[^']*'\])+|[^\s()=<>!&|]+)/y;
const MAX_DEPTH = 20;

/**
 * Compiles what stands between the braces of a JSON filter pattern: comparisons of `$.paths` with
 * text (`*` as wildcard), numbers, `IS TRUE`, `IS NULL`, `EXISTS` and the like, under `&&`, `||`
 * and parentheses.
 *
 * @throws {AwsError} `InvalidParameterException`.
 */
export function parseJsonPattern(text: string): JsonTest {
  const tokens: Tokens = { all: tokenize(text), at: 0 };
  const test = parseOr(tokens, 0);
  if (tokens.at < tokens.all.length) throw invalid();
  return test;
}

function invalid(): Error {
  return invalidParameter("Invalid filter pattern");
}

function tokenize(text: string): string[] {
  const all: string[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) throw invalid();
    all.push(match[1]);
    at = TOKEN.lastIndex;
  }
  return all;
}

function take(tokens: Tokens): string {
  const token = tokens.all[tokens.at];
  if (token === undefined) throw invalid();
  tokens.at += 1;
  return token;
}

function parseOr(tokens: Tokens, depth: number): JsonTest {
  const parts = [parseAnd(tokens, depth)];
  while (tokens.all[tokens.at] === "||") {
    tokens.at += 1;
    parts.push(parseAnd(tokens, depth));
  }
  return (value) => parts.some((part) => part(value));
}

function parseAnd(tokens: Tokens, depth: number): JsonTest {
  const parts = [parseOne(tokens, depth)];
  while (tokens.all[tokens.at] === "&&") {
    tokens.at += 1;
    parts.push(parseOne(tokens, depth));
  }
  return (value) => parts.every((part) => part(value));
}

function parseOne(tokens: Tokens, depth: number): JsonTest {
  if (depth > MAX_DEPTH) throw invalid();
  const token = take(tokens);
  if (token === "(") {
    const inner = parseOr(tokens, depth + 1);
    if (take(tokens) !== ")") throw invalid();
    return inner;
  }
  if (!token.startsWith("$")) throw invalid();
  const path = readPath(token);
  const test = parseComparison(tokens);
  return (value) => test(select(value, path));
}

const ABSENT = Symbol("absent");

function parseComparison(tokens: Tokens): JsonTest {
  const operator = take(tokens).toUpperCase();
  if (operator === "EXISTS") return (found) => found !== ABSENT;
  if (operator === "NOT") {
    if (take(tokens).toUpperCase() !== "EXISTS") throw invalid();
    return (found) => found === ABSENT;
  }
  if (operator === "IS") return isTest(take(tokens).toUpperCase());
  const operand = take(tokens);
  const number = operand.startsWith('"') ? Number.NaN : Number(operand);
  return Number.isNaN(number) ? textTest(operator, operand) : numberTest(operator, number);
}

function isTest(what: string): JsonTest {
  const values = new Map<string, unknown>([
    ["TRUE", true],
    ["FALSE", false],
    ["NULL", null],
  ]);
  if (!values.has(what)) throw invalid();
  return (found) => found === values.get(what);
}

function numberTest(operator: string, number: number): JsonTest {
  const compare = new Map<string, (found: number) => boolean>([
    ["=", (found) => found === number],
    ["!=", (found) => found !== number],
    ["<", (found) => found < number],
    [">", (found) => found > number],
    ["<=", (found) => found <= number],
    [">=", (found) => found >= number],
  ]).get(operator);
  if (compare === undefined) throw invalid();
  return (found) => typeof found === "number" && compare(found);
}

function textTest(operator: string, operand: string): JsonTest {
  const text = operand.startsWith('"') ? operand.slice(1, -1).replaceAll(/\\(.)/g, "$1") : operand;
  const matches = wildcard(text);
  if (operator === "=") return (found) => isScalar(found) && matches(String(found));
  if (operator === "!=") return (found) => isScalar(found) && !matches(String(found));
  throw invalid();
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function wildcard(text: string): (found: string) => boolean {
  const [first = "", ...rest] = text.split("*");
  const last = rest.pop();
  if (last === undefined) return (found) => found === text;
  return (found) => {
    if (!found.startsWith(first) || !found.endsWith(last)) return false;
    let at = first.length;
    for (const part of rest) {
      const next = found.indexOf(part, at);
      if (next === -1) return false;
      at = next + part.length;
    }
    return at <= found.length - last.length;
  };
}

function readPath(token: string): string[] {
  const parts = token.matchAll(/\.([\w*-]+)|\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\]/g);
  return [...parts].map(
    ([, name, index, quoted, single]) => name ?? index ?? quoted ?? single ?? "",
  );
}

function select(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return ABSENT;
    found = Reflect.get(found, key);
  }
  return found;
}
