import type { Matcher, Pattern, PatternBranch } from "./matcher.ts";
import { compileMatcher } from "./compile-matcher.ts";

/** A pattern that is not valid; the message is event-ruler's, without the place in the text. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

const MAX_BRANCHES = 1000; // combinations of $or in one rule; EventBridge user guide
const MAX_DEPTH = 100; // far beyond any event; keeps hostile nesting from ending the process
/** Names that inside `$or` would read as matchers of a field. */
const RESERVED_IN_OR = new Set([
  "exactly",
  "prefix",
  "suffix",
  "numeric",
  "anything-but",
  "exists",
  "cidr",
  "equals-ignore-case",
  "wildcard",
]);

/**
 * Compiles an event pattern.
 *
 * @throws {PatternError} The pattern is not valid.
 * @see https://github.com/aws/event-ruler The matcher that EventBridge itself uses.
 */
export function compilePattern(json: unknown): Pattern {
  if (!isObject(json)) throw new PatternError("Filter is not an object");
  try {
    return compileObject(json, { path: "", depth: 0, insideOr: false }, [new Map()]);
  } catch (error) {
    if (error instanceof PatternError) throw error;
    throw new PatternError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Compiles the text of an event pattern.
 *
 * @throws {PatternError} The text is no JSON, or not a valid pattern.
 */
export function parsePattern(text: string): Pattern {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new PatternError(error instanceof Error ? error.message : String(error));
  }
  return compilePattern(json);
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly insideOr: boolean;
}

function compileObject(
  object: Readonly<Record<string, unknown>>,
  place: Place,
  branches: readonly PatternBranch[],
): PatternBranch[] {
  const fields = Object.entries(object);
  if (fields.length === 0) throw new PatternError("Empty objects are not allowed");
  if (place.depth > MAX_DEPTH) throw new PatternError("Pattern is nested too deeply");
  let result = [...branches];
  for (const [name, value] of fields) {
    result =
      name === "$or"
        ? compileOr(value, { ...place, depth: place.depth + 1 }, result)
        : compileField({ name, value }, place, result);
  }
  return result;
}

function compileField(
  { name, value }: { name: string; value: unknown },
  place: Place,
  branches: readonly PatternBranch[],
): PatternBranch[] {
  if (place.insideOr && RESERVED_IN_OR.has(name)) {
    throw new PatternError(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  }
  const path = place.path === "" ? name : `${place.path}.${name}`;
  if (Array.isArray(value)) {
    const matchers = compileAlternatives(value);
    return branches.map((branch) => new Map(branch).set(path, matchers));
  }
  if (isObject(value)) {
    return compileObject(value, { ...place, path, depth: place.depth + 1 }, branches);
  }
  throw new PatternError(`"${name}" must be an object or an array`);
}

/** Each alternative continues every branch so far. */
function compileOr(
  alternatives: unknown,
  place: Place,
  branches: readonly PatternBranch[],
): PatternBranch[] {
  if (!Array.isArray(alternatives)) {
    throw new PatternError("It must be an Array followed with $or.");
  }
  const result = alternatives.flatMap((alternative: unknown) => {
    if (!isObject(alternative)) {
      throw new PatternError("Only JSON object is allowed in array of $or relationship.");
    }
    return compileObject(alternative, { ...place, insideOr: true }, branches);
  });
  if (alternatives.length < 2) {
    throw new PatternError("There must have at least 2 Objects in $or relationship.");
  }
  if (result.length > MAX_BRANCHES) {
    throw new PatternError(`Rule is too complex: $or makes more than ${MAX_BRANCHES} combinations`);
  }
  return result;
}

function compileAlternatives(alternatives: readonly unknown[]): Matcher[] {
  if (alternatives.length === 0) throw new PatternError("Empty arrays are not allowed");
  return alternatives.map(compileMatcher);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
