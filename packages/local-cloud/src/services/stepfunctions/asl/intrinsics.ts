import { createHash } from "node:crypto";
import { runtimeError, StateError } from "./errors.ts";
import { arrayIntrinsics } from "./array-intrinsics.ts";
import { type IntrinsicNode, parseIntrinsic, unescapeString } from "./intrinsic-parser.ts";
import { isJsonObject, type Json, parseJson } from "./json.ts";
import { type PathScope, readPath } from "./json-path.ts";
import type { SeededRandom } from "./random.ts";

/** What an intrinsic function may read besides its arguments. */
export interface IntrinsicScope extends PathScope {
  readonly random: SeededRandom;
}

type Intrinsic = (args: readonly Json[], scope: IntrinsicScope) => Json;

const MAX_ENCODED_CHARACTERS = 10_000; // input of Base64Encode, Base64Decode and Hash
const HASHES = new Set(["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"]);

/** Refuses an intrinsic call as Step Functions does. */
function intrinsicFailure(message: string): StateError {
  return new StateError("States.IntrinsicFailure", message);
}

function text(args: readonly Json[], index: number): string {
  const value = args[index];
  if (typeof value !== "string") throw intrinsicFailure(`argument ${index + 1} must be a string`);
  return value;
}

function shortText(args: readonly Json[]): string {
  const value = text(args, 0);
  if (value.length <= MAX_ENCODED_CHARACTERS) return value;
  throw intrinsicFailure(`the input is longer than ${MAX_ENCODED_CHARACTERS} characters`);
}

function integer(args: readonly Json[], index: number): number {
  const value = args[index];
  if (typeof value !== "number") throw intrinsicFailure(`argument ${index + 1} must be a number`);
  return Math.round(value); // "If you specify a non-integer value, it's rounded off"
}

function shown(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function mathRandom(args: readonly Json[], { random }: IntrinsicScope): Json {
  const from = integer(args, 0);
  const to = integer(args, 1);
  if (from >= to) throw intrinsicFailure("the start of the range must be below its end");
  const seed = args[2];
  const digest = createHash("sha256").update(JSON.stringify(seed ?? null));
  const draw = seed === undefined ? random.next() : digest.digest().readUIntBE(0, 6) / 2 ** 48;
  return from + Math.floor(draw * (to - from));
}

function hash(args: readonly Json[]): Json {
  const algorithm = text(args, 1);
  if (!HASHES.has(algorithm)) throw intrinsicFailure(`unknown algorithm ${algorithm}`);
  return createHash(algorithm.replace("-", "")).update(shortText(args)).digest("hex");
}

function merge(args: readonly Json[]): Json {
  const [left, right, deep] = args;
  if (deep !== false) throw intrinsicFailure("only shallow merging (false) is supported");
  if (isJsonObject(left) && isJsonObject(right)) return { ...left, ...right };
  throw intrinsicFailure("both values must be JSON objects");
}

function split(args: readonly Json[]): Json {
  const separators = new Set(text(args, 1));
  const parts: string[] = [""];
  for (const character of text(args, 0)) {
    if (separators.has(character)) parts.push("");
    else parts.push((parts.pop() ?? "") + character);
  }
  return parts.filter((part) => part !== ""); // as the JVM's tokenizer: no empty parts
}

function parseText(args: readonly Json[]): Json {
  try {
    return parseJson(text(args, 0));
  } catch {
    throw intrinsicFailure(`the string is not valid JSON: ${text(args, 0).slice(0, 100)}`);
  }
}

const INTRINSICS: ReadonlyMap<string, { readonly arity: string; readonly run: Intrinsic }> =
  new Map<string, { arity: string; run: Intrinsic }>([
    ...arrayIntrinsics(intrinsicFailure),
    ["States.StringToJson", { arity: "1", run: parseText }],
    ["States.JsonToString", { arity: "1", run: ([value = null]) => JSON.stringify(value) }],
    [
      "States.Base64Encode",
      { arity: "1", run: (args) => Buffer.from(shortText(args)).toString("base64") },
    ],
    [
      "States.Base64Decode",
      { arity: "1", run: (args) => Buffer.from(shortText(args), "base64").toString() },
    ],
    ["States.Hash", { arity: "2", run: hash }],
    ["States.JsonMerge", { arity: "3", run: merge }],
    ["States.MathRandom", { arity: "23", run: mathRandom }],
    ["States.MathAdd", { arity: "2", run: (args) => integer(args, 0) + integer(args, 1) }],
    ["States.StringSplit", { arity: "2", run: split }],
    ["States.UUID", { arity: "0", run: (_, { random }) => random.uuid() }],
  ]);

/** Fills `{}` in a template; `\{` and `\}` are braces, not places. */
function format(raw: string, values: readonly Json[]): string {
  let used = 0;
  const filled = raw.replaceAll(/\\(['\\{}])|\{\}/gu, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used];
    used += 1;
    return value === undefined ? "" : shown(value);
  });
  if (used === values.length) return filled;
  throw intrinsicFailure(
    `the template has ${used} places, but ${values.length} arguments were given`,
  );
}

function evaluateFormat(args: readonly IntrinsicNode[], scope: IntrinsicScope): Json {
  const [template, ...rest] = args;
  if (template === undefined) throw intrinsicFailure("States.Format needs a template");
  const values = rest.map((node) => evaluate(node, scope));
  if (template.kind === "string") return format(template.raw, values);
  return format(text([evaluate(template, scope)], 0), values);
}

function evaluate(node: IntrinsicNode, scope: IntrinsicScope): Json {
  if (node.kind === "literal") return node.value;
  if (node.kind === "string") return unescapeString(node.raw);
  if (node.kind === "path") return readPath(node.path, scope, "intrinsic function");
  if (node.name === "States.Format") return evaluateFormat(node.args, scope);
  const found = INTRINSICS.get(node.name);
  if (found === undefined) throw runtimeError(`Unknown intrinsic function ${node.name}`);
  return found.run(
    node.args.map((argument) => evaluate(argument, scope)),
    scope,
  );
}

function checkCalls(node: IntrinsicNode): void {
  if (node.kind !== "call") return;
  const arity = INTRINSICS.get(node.name)?.arity;
  const known = node.name === "States.Format" || arity !== undefined;
  const fits = arity === undefined || arity === "*" || arity.includes(String(node.args.length));
  if (!known || !fits) throw new SyntaxError(`Invalid intrinsic function: ${node.name}`);
  node.args.forEach(checkCalls);
}

const MAX_CACHED = 2000;
const cache = new Map<string, IntrinsicNode>();

/**
 * Parses a call and checks that its functions exist and take so many arguments.
 *
 * @throws {SyntaxError} it is malformed, or calls an unknown function.
 */
export function compileIntrinsic(call: string): IntrinsicNode {
  const known = cache.get(call);
  if (known !== undefined) return known;
  const node = parseIntrinsic(call);
  checkCalls(node);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(call, node);
  return node;
}

/**
 * Evaluates an intrinsic function call.
 *
 * @throws {StateError} `States.IntrinsicFailure`; `States.Runtime` when a path in it points at nothing.
 */
export function evaluateIntrinsic(call: string, scope: IntrinsicScope): Json {
  try {
    return evaluate(compileIntrinsic(call), scope);
  } catch (error) {
    if (error instanceof SyntaxError) throw intrinsicFailure(error.message);
    if (!(error instanceof StateError) || error.error !== "States.IntrinsicFailure") throw error;
    throw intrinsicFailure(`The intrinsic function '${call}' failed: ${error.message}`);
  }
}
