import { fail } from "../../errors.ts";
import type { ParameterDeclaration, Template } from "../template/template.ts";

/** A parameter as a caller gives it. */
export interface GivenParameter {
  readonly key: string;
  readonly value: string | undefined;
  readonly usePrevious: boolean;
}

const SIMPLE_TYPES = new Set(["String", "Number", "CommaDelimitedList", "List<Number>"]);
const SSM_TYPE = /^AWS::SSM::Parameter::Value<(.+)>$/u;
const AWS_TYPE = /^(?:List<)?AWS::[A-Za-z0-9:]+>?$/u;

/**
 * The text of every parameter: as given, from before, or its default.
 *
 * @throws {AwsError} `ValidationError`: unknown, missing or not allowed.
 */
export function parameterTexts(
  template: Template,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const unknown = given.filter(({ key }) => !template.parameters.has(key)).map(({ key }) => key);
  if (unknown.length > 0) {
    fail("ValidationError", `Parameters: [${unknown.join(", ")}] do not exist in the template`);
  }
  const texts: [string, string][] = [];
  const missing: string[] = [];
  for (const [name, declaration] of template.parameters) {
    const text = textOf(name, { given, previous }) ?? declaration.Default;
    if (text === undefined) missing.push(name);
    else texts.push([name, text]);
  }
  if (missing.length > 0) {
    fail("ValidationError", `Parameters: [${missing.join(", ")}] must have values`);
  }
  for (const [name, text] of texts) {
    const declaration = template.parameters.get(name);
    if (declaration !== undefined) checkText(name, text, declaration);
  }
  return Object.fromEntries(texts);
}

function textOf(
  name: string,
  sources: { given: readonly GivenParameter[]; previous: Readonly<Record<string, string>> },
): string | undefined {
  const entry = sources.given.find(({ key }) => key === name);
  if (entry?.usePrevious !== true) return entry?.value;
  if (Object.hasOwn(sources.previous, name)) return sources.previous[name];
  return fail(
    "ValidationError",
    `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
  );
}

/** The type of the value that an SSM parameter type names, `undefined` for other types. */
export function ssmValueType(type: string): string | undefined {
  return SSM_TYPE.exec(type)?.[1];
}

/** Tells whether the value of a parameter of this type is a list. */
export function isListType(type: string): boolean {
  return type === "CommaDelimitedList" || type.startsWith("List<");
}

function checkText(name: string, text: string, declaration: ParameterDeclaration): void {
  const { Type } = declaration;
  if (!SIMPLE_TYPES.has(Type) && ssmValueType(Type) === undefined && !AWS_TYPE.test(Type)) {
    fail("ValidationError", `Template format error: Unrecognized parameter type: ${Type}`);
  }
  const items = isListType(Type) ? splitList(text) : [text];
  if (declaration.AllowedValues !== undefined) {
    const allowed = new Set(declaration.AllowedValues);
    if (!items.every((item) => allowed.has(item))) {
      refuse(name, declaration, `Parameter '${name}' must be one of AllowedValues`);
    }
  }
  if (Type === "Number" || Type === "List<Number>") checkNumbers(name, items, declaration);
  else checkStrings(name, items, declaration);
}

function checkNumbers(
  name: string,
  items: readonly string[],
  declaration: ParameterDeclaration,
): void {
  const { MinValue = -Infinity, MaxValue = Infinity } = declaration;
  for (const item of items) {
    const value = item.trim() === "" ? Number.NaN : Number(item);
    if (Number.isNaN(value)) {
      fail("ValidationError", `Parameter '${name}' must be a number.`);
    }
    if (value < MinValue) {
      refuse(name, declaration, `Parameter '${name}' must be a number not less than ${MinValue}`);
    }
    if (value > MaxValue) {
      refuse(
        name,
        declaration,
        `Parameter '${name}' must be a number not greater than ${MaxValue}`,
      );
    }
  }
}

function checkStrings(
  name: string,
  items: readonly string[],
  declaration: ParameterDeclaration,
): void {
  const { MinLength = 0, MaxLength = Infinity, AllowedPattern } = declaration;
  const pattern = AllowedPattern === undefined ? undefined : compile(name, AllowedPattern);
  for (const item of items) {
    if (item.length < MinLength) {
      refuse(
        name,
        declaration,
        `Parameter '${name}' must contain at least ${MinLength} characters`,
      );
    }
    if (item.length > MaxLength) {
      refuse(name, declaration, `Parameter '${name}' must contain at most ${MaxLength} characters`);
    }
    if (pattern?.test(item) === false) {
      refuse(name, declaration, `Parameter '${name}' must match pattern ${AllowedPattern}`);
    }
  }
}

function refuse(name: string, declaration: ParameterDeclaration, message: string): never {
  const described = declaration.ConstraintDescription;
  const detail =
    described === undefined
      ? message
      : `Parameter ${name} failed to satisfy constraint: ${described}`;
  return fail("ValidationError", detail);
}

function compile(name: string, pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return fail("ValidationError", `Template format error: AllowedPattern of ${name} is malformed`);
  }
}

/** The items of a `CommaDelimitedList`, with the space around them removed. */
export function splitList(text: string): string[] {
  return text.split(",").map((item) => item.trim());
}
