import { fail, NotEmulatedError } from "../../errors.ts";
import { isArray, isObject, own, type Json, type JsonObject } from "../json.ts";
import { attributePath, splitAtDot } from "../template/references.ts";
import { subnets } from "./cidr.ts";
import { CONDITION_FUNCTIONS, conditionValue } from "./conditions.ts";
import type { Scope } from "./scope.ts";

/** What a function works with: names, and a way to evaluate its arguments. */
export interface Evaluation {
  readonly scope: Scope;
  readonly evaluate: (value: Json) => Json | undefined;
}

/** One intrinsic function: argument as written in, value out. */
export type IntrinsicFunction = (argument: Json, evaluation: Evaluation) => Json | undefined;

/** The intrinsic functions by the name they have in a template. */
export const FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>(
  [
    ["Ref", ref],
    ["Fn::GetAtt", getAttribute],
    ["Fn::Sub", substitute],
    ["Fn::Join", join],
    ["Fn::Split", split],
    ["Fn::Select", select],
    ["Fn::If", choose],
    ["Fn::FindInMap", findInMap],
    ["Fn::ImportValue", importValue],
    ["Fn::Base64", base64],
    ["Fn::Cidr", cidr],
    ["Fn::GetAZs", zones],
    ["Fn::Length", length],
    ["Fn::ToJsonString", toJsonString],
    [
      "Fn::Transform",
      () => {
        throw new NotEmulatedError("template", "Fn::Transform");
      },
    ],
    ...[...CONDITION_FUNCTIONS].map((name): [string, IntrinsicFunction] => [
      name,
      (argument, { scope, evaluate }) => conditionValue({ [name]: argument }, { scope, evaluate }),
    ]),
  ],
);

const SUB_PART = /\$\{(!?)([^${}]*)\}/gu;

function ref(argument: Json, { scope }: Evaluation): Json | undefined {
  if (typeof argument !== "string") return malformed("Ref", "a string");
  return scope.ref(argument);
}

function getAttribute(argument: Json, { scope, evaluate }: Evaluation): Json {
  const parts = attributePath(argument);
  if (!isArray(parts) || parts.length !== 2) return malformed("Fn::GetAtt", "two parameters");
  const [resource] = parts;
  const attribute = evaluate(parts[1] ?? "");
  if (typeof resource !== "string" || typeof attribute !== "string") {
    return malformed("Fn::GetAtt", "two strings");
  }
  return scope.attribute(resource, attribute);
}

function substitute(argument: Json, { scope, evaluate }: Evaluation): string {
  const [text, variables = {}] = isArray(argument) ? argument : [argument];
  if (typeof text !== "string" || !isObject(variables)) {
    return malformed("Fn::Sub", "a string, or a string and an object of variables");
  }
  return text.replaceAll(SUB_PART, (whole, literal: string, variable: string) => {
    if (literal !== "") return `\${${variable}}`;
    const name = variable.trim();
    const given = own(variables, name);
    const value = given === undefined ? lookUp(name, scope) : evaluate(given);
    return asText("Fn::Sub", value ?? whole);
  });
}

function lookUp(variable: string, scope: Scope): Json | undefined {
  const [name, attribute] = splitAtDot(variable);
  return attribute === undefined ? scope.ref(name) : scope.attribute(name, attribute);
}

function join(argument: Json, { evaluate }: Evaluation): string {
  if (!isArray(argument) || typeof argument[0] !== "string") {
    return malformed("Fn::Join", "a delimiter and a list of values");
  }
  const items = evaluate(argument[1] ?? null);
  if (!isArray(items)) return malformed("Fn::Join", "a delimiter and a list of values");
  return items.map((item) => asText("Fn::Join", item)).join(argument[0]);
}

function split(argument: Json, { evaluate }: Evaluation): Json {
  if (!isArray(argument) || typeof argument[0] !== "string") {
    return malformed("Fn::Split", "a delimiter and a string");
  }
  return asText("Fn::Split", evaluate(argument[1] ?? null)).split(argument[0]);
}

function select(argument: Json, { evaluate }: Evaluation): Json {
  const [index, items] = isArray(argument) ? argument.map((part) => evaluate(part)) : [];
  const at = Number(index);
  if (!isArray(items) || !Number.isInteger(at))
    return malformed("Fn::Select", "an index and a list");
  return (
    items[at] ??
    fail(
      "ValidationError",
      `Template error: Fn::Select cannot select nonexistent value at index ${at}`,
    )
  );
}

function choose(argument: Json, { scope, evaluate }: Evaluation): Json | undefined {
  if (!isArray(argument) || argument.length !== 3 || typeof argument[0] !== "string") {
    return malformed("Fn::If", "a condition name and two values");
  }
  return evaluate(argument[scope.condition(argument[0]) ? 1 : 2] ?? null);
}

function findInMap(argument: Json, { scope, evaluate }: Evaluation): Json {
  const path = isArray(argument) ? argument.map((part) => evaluate(part)) : [];
  const [map, top, second] = path.map((part) => asText("Fn::FindInMap", part));
  if (path.length !== 3 || map === undefined || top === undefined || second === undefined) {
    return malformed("Fn::FindInMap", "three parameters, the map name, key and attribute");
  }
  return scope.mapping([map, top, second]);
}

function importValue(argument: Json, { scope, evaluate }: Evaluation): string {
  return scope.importValue(asText("Fn::ImportValue", evaluate(argument)));
}

function base64(argument: Json, { evaluate }: Evaluation): string {
  return Buffer.from(asText("Fn::Base64", evaluate(argument))).toString("base64");
}

function cidr(argument: Json, { evaluate }: Evaluation): Json {
  const [block, count, bits] = isArray(argument) ? argument.map((part) => evaluate(part)) : [];
  return subnets(asText("Fn::Cidr", block), Number(count), Number(bits ?? 8));
}

function zones(argument: Json, { scope, evaluate }: Evaluation): Json {
  const region = asText("Fn::GetAZs", evaluate(argument)) || scope.region;
  return ["a", "b", "c"].map((zone) => region + zone);
}

function length(argument: Json, { scope, evaluate }: Evaluation): Json {
  requireExtensions("Fn::Length", scope);
  const items = evaluate(argument);
  return isArray(items) ? items.length : malformed("Fn::Length", "a list");
}

function toJsonString(argument: Json, { scope, evaluate }: Evaluation): Json {
  requireExtensions("Fn::ToJsonString", scope);
  const value: JsonObject | readonly Json[] | Json | undefined = evaluate(argument);
  return JSON.stringify(value ?? null);
}

function requireExtensions(name: string, scope: Scope): void {
  if (scope.extensions) return;
  fail("ValidationError", `Template error: ${name} needs the transform AWS::LanguageExtensions`);
}

function asText(name: string, value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // A list parameter in a string: AWS joins it with commas.
  if (isArray(value) && name === "Fn::Sub")
    return value.map((item) => asText(name, item)).join(",");
  return malformed(name, "values that are strings");
}

function malformed(name: string, needs: string): never {
  return fail("ValidationError", `Template error: every ${name} object requires ${needs}.`);
}
