import { safeParse, type $ZodIssue, type $ZodType, type output } from "zod/v4/core";
import { InvalidError, type Issue } from "./errors.ts";

const MAX_ISSUES = 20; // in one answer: enough to mend a form, too few to make the answer a weapon
const MAX_PATH_LENGTH = 200; // characters; keys of the input are in it

/** Any zod schema, of `zod` or of `zod/mini`. */
export type Schema = $ZodType;

/** The result of checking one input: the parsed value, or what is wrong with it. */
export type Checked<S extends Schema> =
  | { readonly ok: true; readonly value: output<S> }
  | { readonly ok: false; readonly issues: readonly Issue[] };

function toIssue(where: string, issue: $ZodIssue): Issue {
  const path = [where, ...issue.path.map(String)].filter((part) => part !== "").join(".");
  return { path: path.slice(0, MAX_PATH_LENGTH), message: issue.message.slice(0, MAX_PATH_LENGTH) };
}

/** Checks a value by a schema; `where` begins the path of each issue. */
export function check<S extends Schema>(schema: S, value: unknown, where = ""): Checked<S> {
  const parsed = safeParse(schema, value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.slice(0, MAX_ISSUES).map((issue) => toIssue(where, issue));
  return { ok: false, issues };
}

/** Issues as one line: `body.key: Invalid input: expected string, received number; …`. */
export function describeIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ");
}

/**
 * The value as its schema has it.
 *
 * @throws {InvalidError} the given code: the value does not fit; the message names paths, never values.
 */
export function parseOrThrow<S extends Schema>(schema: S, value: unknown, code: string): output<S> {
  const checked = check(schema, value);
  if (checked.ok) return checked.value;
  throw new InvalidError(code, describeIssues(checked.issues), { issues: checked.issues });
}
