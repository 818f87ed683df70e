import { ofType, type Resource, type Template } from "./template.ts";
import { at, listOf, referenceOf, references, textOf } from "./value.ts";

/** One statement of a policy document. */
export interface Statement {
  readonly isAllowed: boolean;
  readonly actions: readonly string[];
  /** As written: texts and intrinsic functions. */
  readonly resources: readonly unknown[];
  readonly principal: unknown;
  readonly condition: unknown;
  /** Whether it says what it is *not* about: `NotAction`, `NotResource`, `NotPrincipal`. */
  readonly isInverted: boolean;
}

/** The statements of a policy document. */
export function statementsOf(document: unknown): readonly Statement[] {
  return listOf(at(document, "Statement")).map((statement) => ({
    isAllowed: at(statement, "Effect") === "Allow",
    actions: listOf(at(statement, "Action")).map(textOf),
    resources: listOf(at(statement, "Resource")),
    principal: at(statement, "Principal"),
    condition: at(statement, "Condition"),
    isInverted: ["NotAction", "NotResource", "NotPrincipal"].some(
      (name) => at(statement, name) !== undefined,
    ),
  }));
}

/** The documents of an identity, with the logical id of the resource that each stands in. */
function documentsOf(template: Template, roleId: string): readonly unknown[] {
  const inline = listOf(at(template.resources.get(roleId)?.properties, "Policies"));
  const role = template.resources.get(roleId);
  const attached = ofType(template, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy").filter(
    ({ id, properties }) =>
      references(properties["Roles"]).has(roleId) ||
      references(role?.properties["ManagedPolicyArns"]).has(id),
  );
  return [
    ...inline.map((policy) => at(policy, "PolicyDocument")),
    ...attached.map(({ properties }) => properties["PolicyDocument"]),
  ];
}

/** Every document that gives rights to an identity, and the resource that holds it. */
export function identityDocuments(
  template: Template,
): readonly { readonly id: string; readonly document: unknown }[] {
  const inline = ofType(template, "AWS::IAM::Role").flatMap(({ id, properties }) =>
    listOf(properties["Policies"]).map((policy) => ({
      id,
      document: at(policy, "PolicyDocument"),
    })),
  );
  const own = ofType(template, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy").map(
    ({ id, properties }) => ({ id, document: properties["PolicyDocument"] }),
  );
  return [...inline, ...own];
}

/** Whether one action matches a policy's, whose `*` stands for anything. */
export function matches(pattern: string, action: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => RegExp.escape(part))
    .join(".*");
  return new RegExp(`^${source}$`, "iu").test(action);
}

/** Whether a role may do something, with a resource of the template or (undefined) with anything. */
export function roleAllows(
  template: Template,
  roleId: string,
  { action, on }: { readonly action: string; readonly on?: string },
): boolean {
  const statements = documentsOf(template, roleId).flatMap(statementsOf);
  return statements.some(
    ({ isAllowed, actions, resources }) =>
      isAllowed &&
      actions.some((pattern) => matches(pattern, action)) &&
      resources.some((resource) => resource === "*" || (on && references(resource).has(on))),
  );
}

/** The policies set on a bucket, queue or topic. */
function resourceStatements(template: Template, id: string): readonly Statement[] {
  return [...resourcePolicies(template)]
    .filter(({ holders }) => holders.has(id))
    .flatMap(({ document }) => statementsOf(document));
}

/** A policy that is set on resources. */
interface ResourcePolicy {
  readonly policy: Resource;
  readonly document: unknown;
  /** The logical ids of what it is set on. */
  readonly holders: ReadonlySet<string>;
}

/** Every resource policy. */
export function resourcePolicies(template: Template): readonly ResourcePolicy[] {
  const HOLDERS = {
    "AWS::Kinesis::ResourcePolicy": "ResourceArn",
    "AWS::S3::BucketPolicy": "Bucket",
    "AWS::SQS::QueuePolicy": "Queues",
    "AWS::SNS::TopicPolicy": "Topics",
  };
  return Object.entries(HOLDERS).flatMap(([type, key]) =>
    ofType(template, type).map((policy) => ({
      policy,
      document: policy.properties["PolicyDocument"] ?? policy.properties["ResourcePolicy"],
      holders: new Set(
        listOf(policy.properties[key])
          .map(referenceOf)
          .filter((id) => id !== undefined),
      ),
    })),
  );
}

/** Whether a service of AWS may do something with a queue or topic, in this account's name only. */
export function serviceAllowed(
  template: Template,
  id: string,
  { action, service }: { readonly action: string; readonly service: string },
): boolean {
  return resourceStatements(template, id).some(
    (statement) =>
      statement.isAllowed &&
      statement.actions.some((pattern) => matches(pattern, action)) &&
      listOf(at(statement.principal, "Service")).includes(service) &&
      /"aws:Source(?:Arn|Account)"/iu.test(JSON.stringify(statement.condition ?? {})),
  );
}
