import { JSONPath } from "jsonpath-plus";
import { runtimeError, StateError } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { readSteps, referenceSteps, type Step, writeSteps } from "./reference-path.ts";

/** Where a path's root is: the data (`$`), the context object (`$$`) or a variable (`$name`). */
type Root =
  | { readonly kind: "input" }
  | { readonly kind: "context" }
  | { readonly kind: "variable"; readonly name: string };

interface CompiledPath {
  readonly root: Root;
  /** Present for a reference path; otherwise `expression` is left to the JSONPath library. */
  readonly steps?: readonly Step[];
  readonly expression: string;
}

/** What the roots of a path stand for. */
export interface PathScope {
  readonly input: Json;
  readonly context: JsonObject;
  readonly variable: (name: string) => Json | undefined;
}

const ROOT = /^\$(\$|[\p{L}_][\p{L}\p{N}_]*)?/u;
const MAX_CACHED = 2000;
const cache = new Map<string, CompiledPath>();

function rootOf(prefix: string | undefined): Root {
  if (prefix === undefined) return { kind: "input" };
  return prefix === "$" ? { kind: "context" } : { kind: "variable", name: prefix };
}

function compile(path: string): CompiledPath {
  const match = ROOT.exec(path);
  if (match === null) throw new SyntaxError(`Value is not a valid JSONPath: ${path}`);
  const rest = path.slice(match[0].length);
  if (rest !== "" && !/^[.[]/u.test(rest)) {
    throw new SyntaxError(`Value is not a valid JSONPath: ${path}`);
  }
  const steps = referenceSteps(rest);
  const root = rootOf(match[1]);
  if (steps !== undefined) return { root, steps, expression: `$${rest}` };
  assertSearchable(path, rest);
  return { root, expression: `$${rest}` };
}

const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gu;
const BROKEN = /['"`^~]|\.$|\[\]|\.{3}/u;
/** Calls and assignments: the library would interpret them, no JSONPath has them. */
const CODE = /[\p{L}\p{N}_$\])]\s*\(|(?<![=!<>])=(?![=~])/u;
const INDEFINITE = /[*?:,]|\.\./u;

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if ("[(".includes(character)) depth += 1;
    if ("])".includes(character)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** The library reads broken paths as something else; refuse them before it can. */
function assertSearchable(path: string, rest: string): void {
  const bare = rest.replaceAll(QUOTED, "");
  if (isBalanced(bare) && !BROKEN.test(bare) && !CODE.test(bare) && INDEFINITE.test(bare)) return;
  throw new SyntaxError(`Value is not a valid JSONPath: ${path}`);
}

/**
 * Compiles a path, remembering it.
 *
 * @throws {SyntaxError} not a JSONPath that Step Functions accepts.
 */
export function compilePath(path: string): CompiledPath {
  const known = cache.get(path);
  if (known !== undefined) return known;
  const compiled = compile(path);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(path, compiled);
  return compiled;
}

/** Whether text is a reference path from `$`: what `ResultPath` accepts. */
export function isReferencePath(path: string): boolean {
  try {
    const { root, steps } = compilePath(path);
    return root.kind === "input" && steps !== undefined;
  } catch {
    return false;
  }
}

function rootValue(root: Root, scope: PathScope): Json | undefined {
  if (root.kind === "input") return scope.input;
  return root.kind === "context" ? scope.context : scope.variable(root.name);
}

function search(expression: string, json: Json): Json {
  if (typeof json !== "object" || json === null) return [];
  const found: unknown = JSONPath({
    path: expression,
    json,
    wrap: true,
    eval: "safe", // an interpreter of its own for filters: no `eval`, no `vm`
    ignoreEvalErrors: true, // a filter that does not fit an element just does not select it
  });
  // The library answers with parts of `json`; the copy drops anything else.
  return JSON.parse(JSON.stringify(found ?? []));
}

/**
 * Finds what a path points at; `undefined` when a reference path points at nothing.
 * A path with wildcards, filters, slices or descents yields an array, perhaps empty.
 *
 * @throws {StateError} `States.Runtime`: the path is no JSONPath.
 */
export function findPath(path: string, scope: PathScope): Json | undefined {
  try {
    const { root, steps, expression } = compilePath(path);
    const value = rootValue(root, scope);
    if (value === undefined) return undefined;
    return steps === undefined ? search(expression, value) : readSteps(value, steps);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw runtimeError(`Invalid path '${path}': ${reason}`);
  }
}

/**
 * Reads what a path points at.
 *
 * @throws {StateError} `States.Runtime`: it points at nothing.
 */
export function readPath(path: string, scope: PathScope, field: string): Json {
  const found = findPath(path, scope);
  if (found !== undefined) return found;
  throw runtimeError(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scope.input)}'`,
  );
}

/**
 * Puts a state's result into its input, as `ResultPath` says.
 *
 * @throws {StateError} `States.ResultPathMatchFailure`: the input has no such place.
 */
export function applyResultPath(path: string | null | undefined, input: Json, result: Json): Json {
  if (path === null) return input;
  try {
    return writeSteps(input, compilePath(path ?? "$").steps ?? [], result);
  } catch {
    throw new StateError(
      "States.ResultPathMatchFailure",
      `Unable to apply ReferencePath ${path} to input ${JSON.stringify(input)}`,
    );
  }
}
