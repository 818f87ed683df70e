/** The value at a path of keys, undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : null;
  return found ?? undefined;
}

/** A list as it is, nothing as an empty list, anything else as a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Names and values of an object; nothing for anything else. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** A number, also one written as text; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  return value === "" || Number.isNaN(Number(value)) ? undefined : Number(value);
}

/** CloudFormation takes a boolean and its text alike. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/**
 * A value as one text, the intrinsic functions in it written as `Fn::Sub` would have them:
 * `{ "Fn::GetAtt": ["Orders", "Arn"] }` is `${Orders.Arn}`. Equal texts are equal values.
 */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  const { Ref: ref } = value;
  if (typeof ref === "string") return `\${${ref}}`;
  if ("Fn::GetAtt" in value) return `\${${listOf(value["Fn::GetAtt"]).map(textOf).join(".")}}`;
  if ("Fn::Join" in value) return joined(value["Fn::Join"]);
  if ("Fn::Sub" in value) return substituted(value["Fn::Sub"]);
  return JSON.stringify(value);
}

function joined(join: unknown): string {
  const [separator, parts] = listOf(join);
  return listOf(parts).map(textOf).join(textOf(separator));
}

function substituted(sub: unknown): string {
  const [text, variables] = listOf(sub);
  return textOf(text).replaceAll(/\$\{([^}]+)\}/gu, (whole, name: string) => {
    const variable = at(variables, name);
    return variable === undefined ? whole : textOf(variable);
  });
}

/** The logical ids (and pseudo parameters) that a value, or anything in it, refers to. */
export function references(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: unknown, into: Set<string>): void {
  if (!isObject(value) && !Array.isArray(value)) return;
  if (isIntrinsic(value)) {
    for (const [, id = ""] of textOf(value).matchAll(/\$\{([^.}!]+)/gu)) into.add(id);
  }
  for (const part of Object.values(value)) collect(part, into);
}

/** The only logical id that a value refers to; undefined for a literal and for several. */
export function referenceOf(value: unknown): string | undefined {
  const own = [...references(value)].filter((id) => !id.startsWith("AWS::"));
  return own.length === 1 ? own[0] : undefined;
}

/** Every string in a value that is not a key, with the path that leads to it. */
export function* stringsIn(value: unknown, path = ""): Generator<readonly [string, string]> {
  if (typeof value === "string") yield [path, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    yield* stringsIn(part, path === "" ? key : `${path}.${key}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isIntrinsic(value: object): boolean {
  return ["Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join"].some((name) => name in value);
}
