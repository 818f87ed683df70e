import { fail, NotEmulatedError } from "../../../errors.ts";
import { functionOf } from "./functions.ts";
import { JqError } from "./jq-error.ts";
import { readTokens, type Token } from "./tokens.ts";

/** A jq program with one result. */
export type Query = (input: unknown) => unknown;

const MAX_DEPTH = 50;

/**
 * Reads the part of jq 1.6 that finds partition keys: objects, paths, pipes, `//`, literals and the
 * functions of `functionOf`.
 *
 * @throws {AwsError} `InvalidArgumentException` for no jq at all; `NotEmulated` for the rest of it.
 * @see https://jqlang.org/manual/v1.6/
 */
export function readQuery(text: string): Query {
  const parser = new Parser(readTokens(text), text);
  const query = parser.pipe();
  parser.end();
  return query;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  pipe(): Query {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#refuse();
    let query = this.#alternative();
    while (this.#takes("|")) query = piped(query, this.#alternative());
    this.#depth -= 1;
    return query;
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#refuse();
  }

  #alternative(): Query {
    const first = this.#term();
    if (!this.#takes("//")) return first;
    const second = this.#alternative();
    return (input) => {
      const found = orNull(first)(input);
      return found === null || found === false ? second(input) : found;
    };
  }

  #term(): Query {
    let query = this.#primary();
    for (;;) {
      if (this.#takes("?")) query = orNull(query);
      else if (this.#takes("[")) query = piped(query, this.#index());
      else if (this.#isPath()) query = piped(query, this.#dotted());
      else return query;
    }
  }

  #isPath(): boolean {
    return this.#tokens[this.#at]?.text === ".";
  }

  #primary(): Query {
    if (this.#isPath()) return this.#dotted();
    if (this.#takes("{")) return this.#object();
    if (this.#takes("(")) {
      const inner = this.pipe();
      this.#expect(")");
      return inner;
    }
    const { kind, value, text } = this.#next();
    if (kind === "text" || kind === "number") return () => value;
    if (kind === "name") return this.#called(text);
    return this.#refuse();
  }

  #dotted(): Query {
    this.#expect(".");
    const token = this.#tokens[this.#at];
    if (token?.kind === "name" || token?.kind === "text") {
      this.#at += 1;
      const key = token.kind === "text" ? String(token.value) : token.text;
      return (input) => member(input, key);
    }
    return (input) => input;
  }

  #index(): Query {
    const { kind, value } = this.#next();
    this.#expect("]");
    if (kind === "text") return (input) => member(input, String(value));
    if (kind === "number") return (input) => element(input, Number(value));
    return this.#refuse();
  }

  #object(): Query {
    const entries: [string, Query][] = [];
    while (!this.#takes("}")) {
      if (entries.length > 0) this.#expect(",");
      entries.push(this.#entry());
    }
    return (input) => Object.fromEntries(entries.map(([key, query]) => [key, query(input)]));
  }

  /** The value of an entry is a term or a pipe of terms, and `{a}` is short for `{a: .a}`. */
  #entry(): [string, Query] {
    const { kind, text, value } = this.#next();
    if (kind !== "name" && kind !== "text") return this.#refuse();
    const key = kind === "text" ? String(value) : text;
    if (!this.#takes(":")) return [key, (input) => member(input, key)];
    let query = this.#term();
    while (this.#takes("|")) query = piped(query, this.#term());
    return [key, query];
  }

  #called(name: string): Query {
    const parameters: unknown[] = [];
    if (this.#takes("(")) {
      parameters.push(this.#next().value);
      this.#expect(")");
    }
    return functionOf(name, parameters) ?? this.#refuse();
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token ?? fail("InvalidArgumentException", `The jq query ${this.#text} ends too early.`);
  }

  #takes(text: string): boolean {
    const token = this.#tokens[this.#at];
    const isIt = token?.kind === "mark" && token.text === text;
    if (isIt) this.#at += 1;
    return isIt;
  }

  #expect(text: string): void {
    if (this.#at >= this.#tokens.length) this.#next();
    if (!this.#takes(text)) this.#refuse();
  }

  #refuse(): never {
    const near = this.#tokens[this.#at - 1]?.text ?? "";
    throw new NotEmulatedError("firehose", `the jq query ${this.#text}, near ${near}`);
  }
}

function piped(first: Query, second: Query): Query {
  return (input) => second(first(input));
}

function orNull(query: Query): Query {
  return (input) => {
    try {
      return query(input);
    } catch (error) {
      if (error instanceof JqError) return null;
      throw error;
    }
  };
}

function member(input: unknown, key: string): unknown {
  if (input === null || input === undefined) return null;
  if (typeof input !== "object" || Array.isArray(input)) {
    throw new JqError(
      `Cannot index ${Array.isArray(input) ? "array" : typeof input} with "${key}"`,
    );
  }
  const own: unknown = Object.getOwnPropertyDescriptor(input, key)?.value;
  return own ?? null;
}

function element(input: unknown, index: number): unknown {
  if (input === null) return null;
  if (!Array.isArray(input)) throw new JqError(`Cannot index ${typeof input} with number`);
  const found: unknown = input.at(Math.floor(index));
  return found ?? null;
}
