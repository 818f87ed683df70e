import { fail } from "../../errors.ts";
import { isArray, isObject, type Json } from "../json.ts";
import { intrinsicOf } from "../template/references.ts";
import { FUNCTIONS } from "./functions.ts";
import type { Scope } from "./scope.ts";

/**
 * Replaces every intrinsic function in `value` by its result. `AWS::NoValue` removes the member or
 * the item that it stands for; at the top it gives `undefined`.
 *
 * @throws {AwsError} `ValidationError` with AWS's "Template error" message.
 */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  if (isArray(value)) {
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic !== undefined) return call(intrinsic, scope);
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const result = evaluate(member, scope);
    if (result !== undefined) members.push([key, result]);
  }
  return Object.fromEntries(members);
}

function call([name, argument]: [name: string, argument: Json], scope: Scope): Json | undefined {
  const run = FUNCTIONS.get(name);
  if (run === undefined) {
    // `{ "Condition": { … } }` alone is an ordinary object, of a policy for example.
    if (name === "Condition" && isObject(argument))
      return { Condition: evaluate(argument, scope) ?? {} };
    return fail("ValidationError", `Template error: Encountered unsupported function: ${name}`);
  }
  return run(argument, { scope, evaluate: (inner) => evaluate(inner, scope) });
}
