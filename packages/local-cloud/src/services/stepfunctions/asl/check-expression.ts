import type { QueryLanguage } from "./definition.ts";
import { type Diagnostic, schemaFault } from "./diagnostics.ts";
import { compileIntrinsic } from "./intrinsics.ts";
import { isJsonArray, isJsonObject, type Json } from "./json.ts";
import { compilePath, isReferencePath } from "./json-path.ts";
import { compileJsonata, jsonataSource } from "./jsonata.ts";

function holds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** Checks a field that holds a path or an intrinsic function. */
export function checkPath(path: string, location: string): readonly Diagnostic[] {
  const compiles = () => (path.startsWith("$") ? compilePath(path) : compileIntrinsic(path));
  return holds(compiles) ? [] : [schemaFault("Value is not a valid JSONPath", location)];
}

/** Checks a `ResultPath`. */
export function checkReferencePath(
  path: string | null | undefined,
  location: string,
): readonly Diagnostic[] {
  if (path === undefined || path === null || isReferencePath(path)) return [];
  return [schemaFault("Value is not a Reference Path", location)];
}

function checkTemplate(template: Json, location: string): readonly Diagnostic[] {
  if (isJsonArray(template)) {
    return template.flatMap((item, index) => checkTemplate(item, `${location}[${index}]`));
  }
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) => {
    if (!key.endsWith(".$")) return checkTemplate(value, `${location}/${key}`);
    if (typeof value === "string" && checkPath(value, location).length === 0) return [];
    return [
      schemaFault(
        `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
        location,
      ),
    ];
  });
}

function checkJsonata(template: Json, location: string): readonly Diagnostic[] {
  if (typeof template === "string") {
    const source = jsonataSource(template);
    if (source === undefined || holds(() => compileJsonata(source))) return [];
    return [schemaFault("Value is not a valid JSONata expression", location)];
  }
  if (isJsonArray(template)) {
    return template.flatMap((item, index) => checkJsonata(item, `${location}[${index}]`));
  }
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) =>
    checkJsonata(value, `${location}/${key}`),
  );
}

/** Checks every expression in a payload template or a JSONata value. */
export function checkPayload(
  template: Json,
  location: string,
  language: QueryLanguage,
): readonly Diagnostic[] {
  return language === "JSONata"
    ? checkJsonata(template, location)
    : checkTemplate(template, location);
}
