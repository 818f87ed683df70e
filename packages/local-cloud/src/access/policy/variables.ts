import type { Context } from "./context.ts";
import { literal, wildcards, type Pattern } from "./pattern.ts";

/** How a text of a policy is read. */
export interface Reading {
  /** `*` and `?` stand for other characters. */
  readonly wildcards: boolean;
  /** `${...}` is replaced: in documents of version 2012-10-17 only. */
  readonly variables: boolean;
  /** All of it, values of variables too, becomes lower case. */
  readonly ignoreCase?: boolean;
}

const VARIABLE = /(\$\{[^}]*\})/;
const ESCAPED: ReadonlySet<string> = new Set(["*", "?", "$"]);
const WITH_DEFAULT = /^([^,]+?)\s*,\s*'(.*)'$/s;

/**
 * Reads a text of a policy: replaces its variables, marks its wildcards. What a variable stands
 * for is taken literally, so that no caller can widen a policy by its name.
 *
 * @returns `undefined` when a variable without a default has no single value.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function readText(text: string, reading: Reading, context: Context): Pattern | undefined {
  const fold = (part: string): string => (reading.ignoreCase === true ? part.toLowerCase() : part);
  const read = (part: string): Pattern => (reading.wildcards ? wildcards : literal)(fold(part));
  if (!reading.variables || !text.includes("${")) return read(text);

  const pattern: number[] = [];
  for (const part of text.split(VARIABLE)) {
    const value = VARIABLE.test(part) ? valueOf(part.slice(2, -1).trim(), context) : undefined;
    if (value === undefined && VARIABLE.test(part)) return undefined;
    pattern.push(...(value === undefined ? read(part) : literal(fold(value))));
  }
  return pattern;
}

function valueOf(name: string, context: Context): string | undefined {
  if (ESCAPED.has(name)) return name;
  const [, key, fallback] = WITH_DEFAULT.exec(name) ?? [];
  const values = context.get(key ?? name);
  return values?.length === 1 ? values[0] : fallback;
}
