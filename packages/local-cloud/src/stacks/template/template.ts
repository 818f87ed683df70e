import * as z from "zod";
import { AwsError, fail, NotEmulatedError } from "../../errors.ts";
import { isObject, own, type Json, type JsonObject } from "../json.ts";

/** A template parameter as declared. */
export type ParameterDeclaration = z.infer<typeof ParameterShape>;
/** A template output as declared; `Value` and the export's name are not evaluated yet. */
export type OutputDeclaration = z.infer<typeof OutputShape>;
export type DeletionPolicy = z.infer<typeof Policy>;

/** A resource as declared; its properties are not evaluated yet. */
export interface ResourceDeclaration {
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition: string | undefined;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
  readonly metadata: Json | undefined;
}

/** A template that has the right form; whether its references resolve is another question. */
export interface Template {
  readonly description: string | undefined;
  readonly metadata: Json | undefined;
  /** `AWS::LanguageExtensions` or nothing. */
  readonly transforms: readonly string[];
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: JsonObject;
  readonly conditions: ReadonlyMap<string, Json>;
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
}

const JsonValue = z.custom<Json>((value) => value !== undefined);
const JsonMembers = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Whole = z.union([z.number(), z.string().regex(/^-?\d+$/u)]).transform(Number);
const Flag = z
  .union([z.boolean(), z.enum(["true", "false"])])
  .transform((value) => value === true || value === "true");
const Policy = z.enum(["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]).default("Delete");

const ParameterShape = z.strictObject({
  Type: z.string(),
  Default: Text.optional(),
  Description: z.string().optional(),
  NoEcho: Flag.optional(),
  AllowedValues: z.array(Text).optional(),
  AllowedPattern: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  MinLength: Whole.optional(),
  MaxLength: Whole.optional(),
  MinValue: Whole.optional(),
  MaxValue: Whole.optional(),
});

const OutputShape = z.strictObject({
  Value: JsonValue,
  Description: JsonValue.optional(),
  Condition: z.string().optional(),
  Export: z.strictObject({ Name: JsonValue }).optional(),
});

const ResourceShape = z.strictObject({
  Type: z.string(),
  Properties: JsonMembers.default({}),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).default([]),
  DeletionPolicy: Policy,
  UpdateReplacePolicy: Policy,
  Metadata: JsonValue.optional(),
  CreationPolicy: JsonValue.optional(),
  UpdatePolicy: JsonValue.optional(),
});

const SECTIONS = new Set(
  (
    "AWSTemplateFormatVersion Description Metadata Parameters Mappings Conditions Transform " +
    "Resources Outputs Rules Hooks"
  ).split(" "),
);
const LOGICAL_ID = /^[a-zA-Z0-9]+$/u;
const MAX_RESOURCES = 500; // AWS CloudFormation quotas

/**
 * Reads the sections of a parsed template.
 *
 * @throws {AwsError} `ValidationError` with AWS's "Template format error" message.
 * @throws {NotEmulatedError} Rules, Hooks, macros, creation and update policies.
 */
export function readTemplate(source: JsonObject): Template {
  refuseUnknownSections(source);
  const transforms = readTransforms(own(source, "Transform"));
  const resources = readResources(section(source, "Resources"));
  const description = own(source, "Description");
  if (description !== undefined && typeof description !== "string") {
    return formatError("Every Description member must be a string.");
  }
  return {
    description,
    metadata: own(source, "Metadata"),
    transforms,
    parameters: readAll(section(source, "Parameters"), ParameterShape, "Parameters"),
    mappings: section(source, "Mappings"),
    conditions: new Map(Object.entries(section(source, "Conditions"))),
    resources,
    outputs: readAll(section(source, "Outputs"), OutputShape, "Outputs"),
  };
}

function refuseUnknownSections(source: JsonObject): void {
  const unknown = Object.keys(source).filter((name) => !SECTIONS.has(name));
  if (unknown.length > 0) {
    fail("ValidationError", `Invalid template property or properties [${unknown.join(", ")}]`);
  }
  for (const name of ["Rules", "Hooks"]) {
    if (own(source, name) !== undefined) throw new NotEmulatedError("template", `section ${name}`);
  }
}

function readTransforms(value: Json | undefined): readonly string[] {
  const names = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return names.map((name) => {
    if (name === "AWS::LanguageExtensions") return name;
    throw new NotEmulatedError("template", `transform ${JSON.stringify(name)}`);
  });
}

function section(source: JsonObject, name: string): JsonObject {
  const value = own(source, name);
  if (value === undefined) return {};
  return isObject(value) ? value : formatError(`${name} must be an object.`);
}

function readAll<T>(
  members: JsonObject,
  shape: z.ZodType<T>,
  name: string,
): ReadonlyMap<string, T> {
  const read = Object.entries(members).map(([id, value]): [string, T] => {
    if (!LOGICAL_ID.test(id)) formatError(`${name} name ${id} is non alphanumeric.`);
    return [id, parse(shape, value, `/${name}/${id}`)];
  });
  return new Map(read);
}

function readResources(members: JsonObject): ReadonlyMap<string, ResourceDeclaration> {
  const entries = Object.entries(members);
  if (entries.length === 0) formatError("At least one Resources member must be defined.");
  if (entries.length > MAX_RESOURCES) {
    formatError(`Number of resources, ${entries.length}, is greater than maximum allowed, 500`);
  }
  return new Map(entries.map(([id, value]) => [id, readResource(id, value)]));
}

function readResource(id: string, value: Json): ResourceDeclaration {
  checkResourceForm(id, value);
  const read = parse(ResourceShape, value, `/Resources/${id}`);
  for (const policy of ["CreationPolicy", "UpdatePolicy"] as const) {
    if (read[policy] !== undefined) throw new NotEmulatedError("template", `${policy} of ${id}`);
  }
  return {
    type: read.Type,
    properties: read.Properties,
    condition: read.Condition,
    dependsOn: typeof read.DependsOn === "string" ? [read.DependsOn] : read.DependsOn,
    deletionPolicy: read.DeletionPolicy,
    updateReplacePolicy: read.UpdateReplacePolicy,
    metadata: read.Metadata,
  };
}

function checkResourceForm(id: string, value: Json): void {
  if (id.startsWith("Fn::ForEach")) throw new NotEmulatedError("template", "Fn::ForEach");
  if (!LOGICAL_ID.test(id)) formatError(`Resource name ${id} is non alphanumeric.`);
  if (!isObject(value)) formatError(`[/Resources/${id}] resource definition is malformed`);
  if (isObject(value) && own(value, "Type") === undefined) {
    formatError(`[/Resources/${id}] Every Resources object must contain a Type member.`);
  }
}

function parse<T>(shape: z.ZodType<T>, value: Json, path: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const what = path.startsWith("/Resources") ? "resource property" : "property";
    throw new AwsError("ValidationError", `Invalid template ${what} '${issue.keys[0]}'`);
  }
  const where = [path, ...(issue?.path ?? []).map(String)].join("/");
  return formatError(`[${where}] ${issue?.message ?? "is malformed"}`);
}

function formatError(detail: string): never {
  return fail("ValidationError", `Template format error: ${detail}`);
}
