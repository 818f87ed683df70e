import { NotEmulatedError } from "../../../errors.ts";

/** A word of a jq program. */
export interface Token {
  readonly kind: "name" | "text" | "number" | "mark";
  readonly text: string;
  /** Of texts and numbers. */
  readonly value?: unknown;
}

const TOKEN =
  /\s*(?:([A-Za-z_]\w*)|("(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")|(-?\d+(?:\.\d+)?)|(\/\/|[.{}()[\]:,|?]))/y;

/**
 * Cuts a jq program into its words.
 *
 * @throws {AwsError} `NotEmulated` for a sign that is not known here.
 */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const from = TOKEN.lastIndex;
    const [, name, quoted, number, mark] = TOKEN.exec(trimmed) ?? [];
    if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (quoted !== undefined) tokens.push(literal("text", quoted));
    else if (number !== undefined) tokens.push(literal("number", number));
    else if (mark !== undefined) tokens.push({ kind: "mark", text: mark });
    else {
      throw new NotEmulatedError("firehose", `${trimmed.slice(from).trim()} in a jq query`);
    }
  }
  return tokens;
}

function literal(kind: "text" | "number", text: string): Token {
  const value: unknown = JSON.parse(text);
  return { kind, text, value };
}
