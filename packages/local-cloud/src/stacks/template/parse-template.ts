import { parseDocument, type CollectionTag, type ScalarTag, type Tags } from "yaml";
import { fail } from "../../errors.ts";
import { isArray, isObject, type Json, type JsonObject } from "../json.ts";

const MAX_DEPTH = 100; // far beyond any template; keeps recursion over hostile input bounded
const CONDITIONAL = ["If", "Equals", "And", "Or", "Not"];
const SHORT_FORMS = [
  ...CONDITIONAL,
  ..."Base64 Cidr FindInMap GetAZs ImportValue Join Select Split Sub".split(" "),
  ..."Transform Length ToJsonString ForEach".split(" "),
];

/**
 * Parses a template, JSON or YAML with the short forms of the intrinsic functions.
 *
 * @throws {AwsError} `ValidationError`: not well-formed, or not an object.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export function parseTemplateText(text: string): JsonObject {
  const value = text.trimStart().startsWith("{") ? parseJsonOrYaml(text) : parseYaml(text);
  if (!isObject(value))
    return fail("ValidationError", "Template format error: unsupported structure.");
  if (!isShallow(value, MAX_DEPTH)) {
    return fail(
      "ValidationError",
      `Template format error: nested deeper than ${MAX_DEPTH} levels.`,
    );
  }
  return value;
}

function parseJsonOrYaml(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    // A YAML flow mapping also starts with a brace.
    return parseYaml(text, "JSON");
  }
}

function parseJson(text: string): Json {
  return JSON.parse(text);
}

function parseYaml(text: string, format = "YAML"): Json {
  const document = parseDocument(text, {
    version: "1.2",
    customTags: (tags: Tags) => [...tags, ...SHORT_TAGS],
    logLevel: "error",
    uniqueKeys: true,
  });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const at = problem.linePos?.[0];
    const where = at === undefined ? "" : ` (line ${at.line}, column ${at.col})`;
    return fail("ValidationError", `Template format error: ${format} not well-formed.${where}`);
  }
  try {
    // Through text: drops what JSON does not have (dates, maps with other keys, shared references).
    return parseJson(JSON.stringify(document.toJS({ maxAliasCount: 100 }) ?? null));
  } catch {
    return fail("ValidationError", `Template format error: ${format} not well-formed.`);
  }
}

function shortTags(name: string, longName: string): (ScalarTag | CollectionTag)[] {
  const tag = `!${name}`;
  return [
    { tag, resolve: (value: string) => wrap(longName, value) },
    { tag, collection: "seq", resolve: (node) => wrap(longName, node) },
    { tag, collection: "map", resolve: (node) => wrap(longName, node) },
  ];
}

interface Convertible {
  toJSON(): unknown;
}

/** Stands for `{ "Fn::Name": argument }` until the whole document becomes JSON. */
function wrap(longName: string, argument: string | Convertible): Convertible {
  return {
    toJSON() {
      const value: unknown = typeof argument === "string" ? argument : argument.toJSON();
      return { [longName]: longName === "Fn::GetAtt" ? splitAttribute(value) : value };
    },
  };
}

/** `!GetAtt Bucket.Arn` names the resource up to the first dot. */
function splitAttribute(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const dot = value.indexOf(".");
  return dot < 0 ? value : [value.slice(0, dot), value.slice(dot + 1)];
}

function isShallow(value: Json, depth: number): boolean {
  if (depth === 0) return false;
  if (isArray(value)) return value.every((item) => isShallow(item, depth - 1));
  return !isObject(value) || Object.values(value).every((item) => isShallow(item, depth - 1));
}

const SHORT_TAGS = [
  ...shortTags("Ref", "Ref"),
  ...shortTags("Condition", "Condition"),
  ...shortTags("GetAtt", "Fn::GetAtt"),
  ...SHORT_FORMS.flatMap((name) => shortTags(name, `Fn::${name}`)),
];
