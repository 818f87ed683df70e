import * as z from "zod";
import { listOf, referenceOf, textOf } from "../templates/value.ts";
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
  /** As written: a text or an intrinsic function; of a role's trust, the role itself. */
  readonly resource: unknown;
  /** The service that a resource's policy or a role's trust speaks of; undefined otherwise. */
  readonly service: string | undefined;
  /** Logical id of the role that a policy of its own is for; left out for everything else. */
  readonly bearer?: string;
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
const TrustStatement = z.looseObject({
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.unknown(),
  Action: z.string(),
});
const Trust = z.looseObject({ Statement: z.array(TrustStatement) });
const Policies = z.array(z.looseObject({ PolicyDocument: Document }));
const Permission = z.looseObject({
  Action: z.string(),
  FunctionName: z.unknown(),
  Principal: z.string(),
});

const POLICIES = new Set([
  "AWS::IAM::Policy",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
]);

/** Kinds of rights that nobody here uses: to be taught when somebody does, not to be overlooked. */
const UNREAD = new Set([
  "AWS::Events::EventBusPolicy",
  "AWS::IAM::ManagedPolicy",
  "AWS::Lambda::LayerVersionPermission",
]);

type Documents = z.infer<typeof Document>[];

/** The role of API Gateway's own logs, which it writes on AWS alone, and refuses with anything less. */
const WHOLE_POLICIES = /:policy\/service-role\/AmazonAPIGatewayPushToCloudWatchLogs$/u;

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
    const whole = listOf(resource.Properties["ManagedPolicyArns"]).map(textOf);
    const isUnread = !whole.every((arn) => WHOLE_POLICIES.test(arn));
    if (UNREAD.has(resource.Type) || isUnread)
      throw new Error(`${id}: rights of this kind cannot be taken apart yet`);
    return rewrite(resource, (statements) => statements.flatMap(singles));
  });
}

/** Every right that a template gives which has been taken apart. */
export function grantsOf(template: CompiledTemplate): readonly Grant[] {
  return Object.entries(template.Resources).flatMap(([holder, resource]) => [
    ...permissionOf(holder, resource),
    ...trustsOf(holder, resource),
    ...documentsOf(resource).flatMap((document, policy) =>
      document.Statement.flatMap((statement, index) => {
        const at = `${policy}/${index}`;
        const right = { holder, at, ...rightOf(statement), ...bearerOf(holder, resource) };
        return statement.Effect === "Allow" ? [right] : [];
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
    const distrusting = withoutTrust(resource, (index) => gone.has(`${id} ${TRUST}/${index}`));
    return rewrite(distrusting, (statements, policy) =>
      statements.filter((_statement, index) => !gone.has(`${id} ${policy}/${index}`)),
    );
  });
}

/** A right in words. */
export function describeGrant({ holder, action, resource }: Grant): string {
  return `${holder}: ${action} on ${textOf(resource)}`;
}

const WHOLE = "whole"; // a permission of Lambda is one statement
const TRUST = "trust";

/** @throws {Error} A policy is for several roles: nobody could tell which of them needs it. */
function bearerOf(holder: string, { Type, Properties }: CompiledResource): { bearer?: string } {
  if (Type !== "AWS::IAM::Policy") return {};
  const [role, ...others] = listOf(Properties["Roles"]).map(referenceOf);
  if (role === undefined || others.length > 0) {
    throw new Error(`${holder}: a policy has to be for one role of the template`);
  }
  return { bearer: role };
}

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

function trustsOf(holder: string, resource: CompiledResource): Grant[] {
  return trustOf(resource).flatMap((statement, index) => {
    const { Effect, Action, Principal } = statement;
    const { Service: service } = z.object({ Service: z.string() }).parse(Principal);
    const role = { "Fn::GetAtt": [holder, "Arn"] };
    const right = { action: Action, resource: role, service };
    return Effect === "Allow" ? [{ holder, at: `${TRUST}/${index}`, ...right }] : [];
  });
}

function trustOf({ Type, Properties }: CompiledResource): z.infer<typeof TrustStatement>[] {
  if (Type !== "AWS::IAM::Role") return [];
  return Trust.parse(Properties["AssumeRolePolicyDocument"]).Statement;
}

/** A role has to have a trust policy: what it loses is denied instead. */
function withoutTrust(
  resource: CompiledResource,
  isGone: (index: number) => boolean,
): CompiledResource {
  const statements = trustOf(resource);
  if (!statements.some((_statement, index) => isGone(index))) return resource;
  const left = statements.map((statement, index) =>
    isGone(index) ? { ...statement, Effect: "Deny" } : statement,
  );
  const document = Trust.parse(resource.Properties["AssumeRolePolicyDocument"]);
  return withProperties(resource, { AssumeRolePolicyDocument: { ...document, Statement: left } });
}

function documentsOf({ Type, Properties }: CompiledResource): Documents {
  if (Type === "AWS::IAM::Role") {
    return Policies.parse(Properties["Policies"] ?? []).map((policy) => policy.PolicyDocument);
  }
  return POLICIES.has(Type) ? [Document.parse(Properties["PolicyDocument"])] : [];
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
