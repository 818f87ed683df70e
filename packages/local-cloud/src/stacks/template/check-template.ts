import { fail } from "../../errors.ts";
import { isArray, isObject, type Json } from "../json.ts";
import { dependencyGraph, refuseCycles } from "./dependency-graph.ts";
import { isPseudoParameter } from "./pseudo-parameters.ts";
import { intrinsicOf, referencesIn, type Reference } from "./references.ts";
import type { Template } from "./template.ts";

const FUNCTIONS = new Set(
  (
    "Fn::And Fn::Base64 Fn::Cidr Fn::Equals Fn::FindInMap Fn::GetAtt Fn::GetAZs Fn::If " +
    "Fn::ImportValue Fn::Join Fn::Length Fn::Not Fn::Or Fn::Select Fn::Split Fn::Sub " +
    "Fn::ToJsonString Fn::Transform Fn::ForEach"
  ).split(" "),
);

/**
 * Refuses a template whose references lead nowhere, before anything changes.
 *
 * @throws {AwsError} `ValidationError` with AWS's message.
 */
export function checkTemplate(template: Template): void {
  for (const [id, resource] of template.resources) {
    refuseNull(resource.properties, `/Resources/${id}/Properties`);
    checkFunctions(resource.properties);
    checkReferences(template, resource.properties, "Resources");
    checkConditionName(template, resource.condition);
    checkConditionsIn(template, resource.properties);
    checkDependsOn(template, id, resource.dependsOn);
  }
  for (const [id, output] of template.outputs) {
    const value = [output.Value, output.Export?.Name ?? ""];
    refuseNull(value, `/Outputs/${id}`);
    checkFunctions(value);
    checkReferences(template, value, "Outputs");
    checkConditionName(template, output.Condition);
    checkConditionsIn(template, value);
  }
  for (const condition of template.conditions.values()) {
    checkFunctions(condition);
    checkConditionsIn(template, condition);
    checkConditionReferences(template, condition);
  }
  refuseCycles(dependencyGraph(template.resources));
}

function checkReferences(template: Template, value: Json, block: string): void {
  const unresolved = new Set<string>();
  for (const reference of referencesIn(value)) {
    if (reference.kind === "attribute") checkAttributeReference(template, reference);
    else if (!isReferable(template, reference.name)) unresolved.add(reference.name);
  }
  if (unresolved.size > 0) {
    const names = [...unresolved].join(", ");
    fail(
      "ValidationError",
      `Template format error: Unresolved resource dependencies [${names}] in the ${block} block of the template`,
    );
  }
}

function isReferable({ parameters, resources }: Template, name: string): boolean {
  return parameters.has(name) || resources.has(name) || isPseudoParameter(name);
}

function checkAttributeReference({ resources }: Template, { name }: Reference): void {
  if (!resources.has(name)) {
    fail(
      "ValidationError",
      `Template error: instance of Fn::GetAtt references undefined resource ${name}`,
    );
  }
}

function checkConditionReferences({ parameters }: Template, condition: Json): void {
  for (const { name } of referencesIn(condition)) {
    if (parameters.has(name) || isPseudoParameter(name)) continue;
    fail(
      "ValidationError",
      `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
    );
  }
}

function checkDependsOn({ resources }: Template, id: string, names: readonly string[]): void {
  for (const name of names) {
    if (name === id) fail("ValidationError", `Circular dependency between resources: [${id}]`);
    if (!resources.has(name)) {
      fail(
        "ValidationError",
        `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
      );
    }
  }
}

function checkConditionName({ conditions }: Template, name: string | undefined): void {
  if (name === undefined || conditions.has(name)) return;
  fail(
    "ValidationError",
    `Template format error: Unresolved condition dependency ${name} in the Resources block of the template`,
  );
}

function checkConditionsIn(template: Template, value: Json): void {
  for (const [name, argument] of intrinsicsIn(value)) {
    const condition = name === "Fn::If" && isArray(argument) ? argument[0] : argument;
    if (name !== "Fn::If" && name !== "Condition") continue;
    if (typeof condition === "string") checkConditionName(template, condition);
  }
}

function checkFunctions(value: Json): void {
  for (const [name] of intrinsicsIn(value)) {
    if (!name.startsWith("Fn::") || FUNCTIONS.has(name)) continue;
    fail("ValidationError", `Template error: Encountered unsupported function: ${name}`);
  }
}

/** Every intrinsic function in a value. A policy's `Condition` has an object and is none of them. */
function* intrinsicsIn(value: Json): Generator<[name: string, argument: Json]> {
  if (isArray(value)) for (const item of value) yield* intrinsicsIn(item);
  if (!isObject(value)) return;
  const intrinsic = intrinsicOf(value);
  if (intrinsic !== undefined) yield intrinsic;
  for (const member of Object.values(value)) yield* intrinsicsIn(member);
}

function refuseNull(value: Json, path: string): void {
  if (value === null) {
    fail(
      "ValidationError",
      `Template format error: [${path}] 'null' values are not allowed in templates`,
    );
  }
  if (isArray(value)) for (const [i, item] of value.entries()) refuseNull(item, `${path}/${i}`);
  else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) refuseNull(member, `${path}/${key}`);
  }
}
