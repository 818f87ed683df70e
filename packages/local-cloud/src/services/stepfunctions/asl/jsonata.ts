import jsonata from "jsonata";
import { StateError } from "./errors.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "./json.ts";
import { type JsonataEnvironment, jsonataFunctions } from "./jsonata-functions.ts";

/** What `$states` and the variables stand for in an expression. */
export interface JsonataScope extends JsonataEnvironment {
  readonly states: JsonObject;
  readonly variables: JsonObject;
}

const EXPRESSION = /^\{%([\s\S]*)%\}$/u;
const LIMITS = { timeout: 2000, stack: 500, sequence: 1_000_000 }; // ms, frames, items: no machine may hang the cloud
const MAX_CACHED = 2000;
const cache = new Map<string, jsonata.Expression>();

/** The expression in `{% … %}`, or `undefined` when the text is a plain string. */
export function jsonataSource(text: string): string | undefined {
  return EXPRESSION.exec(text)?.[1]?.trim();
}

/** Compiles an expression, remembering it; throws what the parser throws. */
export function compileJsonata(source: string): jsonata.Expression {
  const known = cache.get(source);
  if (known !== undefined) return known;
  const compiled = jsonata(source, LIMITS);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(source, compiled);
  return compiled;
}

function queryError(message: string, location: string): StateError {
  return new StateError("States.QueryEvaluationError", message, { location });
}

/** The parser and the evaluator throw plain objects with a `message`. */
function messageOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("message" in thrown))
    return String(thrown);
  return String(thrown.message);
}

/** Results carry the evaluator's bookkeeping and may hold functions: keep JSON, refuse the rest. */
function toJson(value: unknown): Json | undefined {
  if (value === undefined || typeof value === "function") return undefined;
  const text: string | undefined = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== "function") return member;
    throw new TypeError("returned a function");
  });
  return text === undefined ? undefined : JSON.parse(text);
}

/**
 * Evaluates one JSONata expression.
 *
 * @throws {StateError} `States.QueryEvaluationError`: it failed, or returned nothing.
 */
export async function evaluateJsonata(
  source: string,
  scope: JsonataScope,
  field: string,
): Promise<Json> {
  const bindings = { ...jsonataFunctions(scope), ...scope.variables, states: scope.states };
  let result: Json | undefined;
  try {
    result = toJson(await compileJsonata(source).evaluate(undefined, bindings));
  } catch (thrown) {
    throw queryError(
      `The JSONata expression '${source}' specified for the field '${field}' threw an error during evaluation. ${messageOf(thrown)}`,
      field,
    );
  }
  if (result !== undefined) return result;
  throw queryError(
    `The JSONata expression '${source}' specified for the field '${field}' returned nothing (undefined).`,
    field,
  );
}

/** Evaluates every `{% … %}` string in a value, in order; the rest stays as it is. */
export async function fillJsonata(
  template: Json,
  scope: JsonataScope,
  field: string,
): Promise<Json> {
  if (typeof template === "string") {
    const source = jsonataSource(template);
    return source === undefined ? template : evaluateJsonata(source, scope, field);
  }
  if (isJsonArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) {
      items.push(await fillJsonata(item, scope, `${field}[${index}]`));
    }
    return items;
  }
  if (!isJsonObject(template)) return template;
  const entries: [string, Json][] = [];
  for (const [key, value] of Object.entries(template)) {
    entries.push([key, await fillJsonata(value, scope, `${field}/${key}`)]);
  }
  return Object.fromEntries(entries);
}
