import { isArray, isObject, own, type Json, type JsonObject } from "../json.ts";

/** One place where a template names a resource, parameter or attribute. */
export interface Reference {
  readonly kind: "ref" | "attribute";
  readonly name: string;
  /** Of an `attribute`, when it is plain text. */
  readonly attribute?: string;
}

const VARIABLE = /\$\{([^!${}][^${}]*)\}/gu;

/** The variables of an `Fn::Sub` string: `${Name}` and `${Name.Attribute}`, not `${!Literal}`. */
function subVariables(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map((match) => (match[1] ?? "").trim());
}

/** The two parts of `Name.Attribute`; attributes may have dots of their own. */
export function splitAtDot(text: string): [name: string, attribute: string | undefined] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** The argument of `Fn::GetAtt`, which may be written with a dot, as a list. */
export function attributePath(argument: Json): Json {
  if (typeof argument !== "string") return argument;
  const [name, attribute] = splitAtDot(argument);
  return attribute === undefined ? [name] : [name, attribute];
}

/** The single member of an object that is an intrinsic function, `undefined` for plain objects. */
export function intrinsicOf(value: JsonObject): [name: string, argument: Json] | undefined {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  const [name] = entry;
  return name === "Ref" || name === "Condition" || name.startsWith("Fn::") ? entry : undefined;
}

/** Every reference in `value`, through `Ref`, `Fn::GetAtt` and `Fn::Sub`, in document order. */
export function* referencesIn(value: Json): Generator<Reference> {
  if (isArray(value)) {
    for (const item of value) yield* referencesIn(item);
    return;
  }
  if (!isObject(value)) return;
  const intrinsic = intrinsicOf(value);
  if (intrinsic !== undefined) yield* referencesOf(...intrinsic);
  else for (const member of Object.values(value)) yield* referencesIn(member);
}

function* referencesOf(name: string, argument: Json): Generator<Reference> {
  if (name === "Ref" && typeof argument === "string") {
    yield { kind: "ref", name: argument };
  } else if (name === "Fn::GetAtt") {
    yield* attributeReference(argument);
  } else if (name === "Fn::Sub") {
    yield* subReferences(argument);
  } else if (name !== "Condition") {
    yield* referencesIn(argument);
  }
}

function* attributeReference(argument: Json): Generator<Reference> {
  const parts = attributePath(argument);
  if (!isArray(parts)) return;
  const [name, attribute] = parts;
  if (typeof name !== "string") return;
  if (typeof attribute === "string") yield { kind: "attribute", name, attribute };
  else yield { kind: "attribute", name };
  if (attribute !== undefined) yield* referencesIn(attribute);
}

function* subReferences(argument: Json): Generator<Reference> {
  const [text, local] = isArray(argument) ? argument : [argument];
  const locals = isObject(local) ? local : {};
  yield* referencesIn(locals);
  if (typeof text !== "string") return;
  for (const variable of subVariables(text)) {
    if (own(locals, variable) !== undefined) continue;
    const [name, attribute] = splitAtDot(variable);
    if (attribute === undefined) yield { kind: "ref", name };
    else yield { kind: "attribute", name, attribute };
  }
}
