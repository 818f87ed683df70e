import { runtimeError } from "./errors.ts";
import { evaluateIntrinsic, type IntrinsicScope } from "./intrinsics.ts";
import { isJsonArray, isJsonObject, type Json } from "./json.ts";
import { readPath } from "./json-path.ts";

const DYNAMIC = ".$"; // the end of a field name whose value is a path or an intrinsic function

/**
 * Evaluates the value of a field whose name ends in `.$`.
 *
 * @throws {StateError} the path points at nothing, or the intrinsic function failed.
 */
function evaluateDynamic(value: Json, scope: IntrinsicScope, field: string): Json {
  if (typeof value !== "string")
    throw runtimeError(`The value for the field '${field}' must be a STRING`);
  return value.startsWith("$") ? readPath(value, scope, field) : evaluateIntrinsic(value, scope);
}

/**
 * Fills a payload template: `Parameters`, `ResultSelector`, `ItemSelector`, `Assign`.
 *
 * @see https://states-language.net/spec.html#payload-template
 */
export function fillTemplate(template: Json, scope: IntrinsicScope): Json {
  if (isJsonArray(template)) return template.map((item) => fillTemplate(item, scope));
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith(DYNAMIC)
        ? [key.slice(0, -DYNAMIC.length), evaluateDynamic(value, scope, key)]
        : [key, fillTemplate(value, scope)],
    ),
  );
}
