import * as z from "zod";
import { listOf, textOf } from "../templates/value.ts";
import {
  mapResources,
  withProperties,
  type CompiledResource,
  type CompiledTemplate,
} from "./compiled-template.ts";

/** One action on one resource that a statement of a template allows. */
export interface Grant {
  /** Logical id of the role, policy or permission that the statement stands in. */
  readonly holder: string;
  /** Where in the holder: number of the policy and of the statement, in a template taken apart. */
  readonly at: string;
  /** As written: `s3:GetObject`. */
  readonly action: string;
  /** As written: a text or an intrinsic function. */
  readonly resource: unknown;
  /** The service that a resource's policy speaks of; undefined in a role. */
  readonly service: string | undefined;
}

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.unknown().optional(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
type Statement = z.infer<typeof Statement>;

const Document = z.looseObject({ Statement: z.array(Statement) });
const Policies = z.array(z.looseObject({ PolicyDocument: Document }));
const Permission = z.looseObject({
  Action: z.string(),
  FunctionName: z.unknown(),
  Principal: z.string(),
});

const RESOURCE_POLICIES = new Set([
  "AWS::S3::BucketPolicy",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
]);

/** Kinds of rights that nobody here uses: to be taught when somebody does, not to be overlooked. */
const UNREAD = new Set([
  "AWS::Events::EventBusPolicy",
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::Policy",
  "AWS::Lambda::LayerVersionPermission",
]);

type Documents = z.infer<typeof Document>[];

/** What is done to the documents of a resource, each known by its number. */
type Rewrite = (statements: readonly Statement[], policy: number) => Statement[];

/**
 * The same template with one action and one resource in each statement that allows something, and
 * therefore with the same rights.
 *
 * @throws {Error} It gives rights in a way that cannot be taken apart.
 */
export function takeApart(template: CompiledTemplate): CompiledTemplate {
  return mapResources(template, (id, resource) => {
    const unread = UNREAD.has(resource.Type) || "ManagedPolicyArns" in resource.Properties;
    if (unread) throw new Error(`${id}: rights of this kind cannot be taken apart yet`);
    return rewrite(resource, (statements) => statements.flatMap(singles));
  });
}

/** Every right that a template gives which has been taken apart. */
export function grantsOf(template: CompiledTemplate): readonly Grant[] {
  return Object.entries(template.Resources).flatMap(([holder, resource]) => [
    ...permissionOf(holder, resource),
    ...documentsOf(resource).flatMap((document, policy) =>
      document.Statement.flatMap((statement, index) => {
        const at = `${policy}/${index}`;
        return statement.Effect === "Allow" ? [{ holder, at, ...rightOf(statement) }] : [];
      }),
    ),
  ]);
}

/** A template that has been taken apart without some of its rights. */
export function without(template: CompiledTemplate, taken: readonly Grant[]): CompiledTemplate {
  const gone = new Set(taken.map(({ holder, at }) => `${holder} ${at}`));
  return mapResources(template, (id, resource) => {
    if (gone.has(`${id} ${WHOLE}`)) return undefined;
    if (!taken.some(({ holder }) => holder === id)) return resource;
    return rewrite(resource, (statements, policy) =>
      statements.filter((_statement, index) => !gone.has(`${id} ${policy}/${index}`)),
    );
  });
}

/** A right in words. */
export function describeGrant({ holder, action, resource }: Grant): string {
  return `${holder}: ${action} on ${textOf(resource)}`;
}

const WHOLE = "whole"; // a permission of Lambda is one statement

function singles(statement: Statement): Statement[] {
  if (statement.Effect === "Deny") return [statement];
  return [statement.Action]
    .flat()
    .flatMap((Action) =>
      listOf(statement.Resource).map((Resource) => ({ ...statement, Action, Resource })),
    );
}

function rightOf({ Action, Resource, Principal }: Statement) {
  const service = z.object({ Service: z.string() }).safeParse(Principal).data?.Service;
  return { action: [Action].flat().join(), resource: Resource, service };
}

function permissionOf(holder: string, { Type, Properties }: CompiledResource): Grant[] {
  if (Type !== "AWS::Lambda::Permission") return [];
  const { Action: action, FunctionName: resource, Principal } = Permission.parse(Properties);
  return [{ holder, at: WHOLE, action, resource, service: Principal }];
}

function documentsOf({ Type, Properties }: CompiledResource): Documents {
  if (Type === "AWS::IAM::Role") {
    return Policies.parse(Properties["Policies"] ?? []).map((policy) => policy.PolicyDocument);
  }
  return RESOURCE_POLICIES.has(Type) ? [Document.parse(Properties["PolicyDocument"])] : [];
}

/** A policy that loses its last statement goes; CloudFormation takes none without statements. */
function rewrite(resource: CompiledResource, change: Rewrite): CompiledResource | undefined {
  const documents = documentsOf(resource).map((document, policy) => {
    return { ...document, Statement: change(document.Statement, policy) };
  });
  if (documents.length === 0) return resource;
  if (resource.Type !== "AWS::IAM::Role") {
    const [PolicyDocument] = documents;
    if (PolicyDocument?.Statement.length === 0) return undefined;
    return withProperties(resource, { PolicyDocument });
  }
  const policies = Policies.parse(resource.Properties["Policies"]).flatMap((policy, index) => {
    const PolicyDocument = documents[index];
    return PolicyDocument?.Statement.length === 0 ? [] : [{ ...policy, PolicyDocument }];
  });
  return withProperties(resource, { Policies: policies });
}
