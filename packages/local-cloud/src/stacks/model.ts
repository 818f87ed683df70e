import { fail } from "../errors.ts";
import { conditionValue } from "./evaluation/conditions.ts";
import { evaluate } from "./evaluation/evaluate.ts";
import { isListType, splitList, ssmValueType } from "./evaluation/parameters.ts";
import type { Scope } from "./evaluation/scope.ts";
import { isObject, own, type Json } from "./json.ts";
import type { Target } from "./records.ts";
import { dependencyGraph, type DependencyGraph } from "./template/dependency-graph.ts";
import { parseTemplateText } from "./template/parse-template.ts";
import {
  readTemplate,
  type OutputDeclaration,
  type ResourceDeclaration,
  type Template,
} from "./template/template.ts";

/** Who and where a stack is: its pseudo parameters. */
export interface StackIdentity {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}

/** What the resources answer to `Ref` and `Fn::GetAtt`; `undefined` when there is no such thing. */
export interface ResourceValues {
  ref(logicalId: string): Json | undefined;
  attribute(logicalId: string, name: string): Json | undefined;
}

/** What a model takes from outside its template. */
export interface Surroundings {
  readonly identity: StackIdentity;
  readonly values: ResourceValues;
  /** @throws {AwsError} `ValidationError`: no such export. */
  readonly importValue: (name: string) => string;
}

/** A template with its parameters filled in: what is to be there. */
export interface Model {
  readonly template: Template;
  /** Those whose condition holds. */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
  readonly graph: DependencyGraph;
  readonly scope: Scope;
}

/**
 * Makes the model of a target.
 *
 * @throws {AwsError} `ValidationError`: a condition cannot be evaluated.
 */
export function buildModel(target: Target, surroundings: Surroundings): Model {
  const template = readTemplate(parseTemplateText(target.templateText));
  const scope = makeScope(template, target, surroundings);
  const holds = ({ condition }: ResourceDeclaration): boolean =>
    condition === undefined || scope.condition(condition);
  const resources = new Map([...template.resources].filter(([, resource]) => holds(resource)));
  const outputs = new Map(
    [...template.outputs].filter(
      ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
    ),
  );
  return { template, resources, outputs, graph: dependencyGraph(resources), scope };
}

function makeScope(template: Template, target: Target, surroundings: Surroundings): Scope {
  const { identity, values, importValue } = surroundings;
  const parameters = parameterValues(template, target);
  const pseudo = pseudoParameters(identity, target.notificationArns);
  const underWay = new Set<string>();

  const scope: Scope = {
    region: identity.region,
    extensions: template.transforms.includes("AWS::LanguageExtensions"),
    ref(name) {
      if (name === "AWS::NoValue") return undefined;
      return pseudo.get(name) ?? parameters.get(name) ?? values.ref(name) ?? unresolved(name);
    },
    attribute(resource, name) {
      return values.attribute(resource, name) ?? missingAttribute(template, resource, name);
    },
    condition(name) {
      const body = template.conditions.get(name);
      if (body === undefined) {
        return fail("ValidationError", `Template error: unresolved condition dependency: ${name}`);
      }
      if (underWay.has(name)) {
        return fail("ValidationError", `Template error: condition dependency cycle: ${name}`);
      }
      underWay.add(name);
      try {
        return conditionValue(body, { scope, evaluate: (value) => evaluate(value, scope) });
      } finally {
        underWay.delete(name);
      }
    },
    mapping([map, top, second]) {
      const found = descend(template.mappings, [map, top, second]);
      return (
        found ??
        fail(
          "ValidationError",
          `Template error: Unable to get mapping for ${map}::${top}::${second}`,
        )
      );
    },
    importValue,
  };
  return scope;
}

function parameterValues(template: Template, target: Target): ReadonlyMap<string, Json> {
  const values = new Map<string, Json>();
  for (const [name, { Type }] of template.parameters) {
    const ssm = ssmValueType(Type);
    const text = own(ssm === undefined ? target.parameters : target.ssmValues, name);
    if (typeof text === "string")
      values.set(name, isListType(ssm ?? Type) ? splitList(text) : text);
  }
  return values;
}

function pseudoParameters(
  identity: StackIdentity,
  notificationArns: readonly string[],
): ReadonlyMap<string, Json> {
  return new Map<string, Json>([
    ["AWS::AccountId", identity.accountId],
    ["AWS::NotificationARNs", notificationArns],
    ["AWS::Partition", "aws"],
    ["AWS::Region", identity.region],
    ["AWS::StackId", identity.id],
    ["AWS::StackName", identity.name],
    ["AWS::URLSuffix", "amazonaws.com"],
  ]);
}

function descend(start: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = start;
  for (const key of path) value = isObject(value) ? own(value, key) : undefined;
  return value;
}

function unresolved(name: string): never {
  return fail(
    "ValidationError",
    `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
  );
}

function missingAttribute(template: Template, resource: string, name: string): never {
  if (!template.resources.has(resource)) {
    return fail(
      "ValidationError",
      `Template error: instance of Fn::GetAtt references undefined resource ${resource}`,
    );
  }
  return fail(
    "ValidationError",
    `Template error: resource ${resource} does not support attribute type ${name} in Fn::GetAtt`,
  );
}
