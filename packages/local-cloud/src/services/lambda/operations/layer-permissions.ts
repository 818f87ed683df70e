import { randomUUID } from "node:crypto";
import { conflict, notFound, staleRevision } from "../errors.ts";
import type { PolicyRecord } from "../model.ts";
import { layerArn, layerNameOf } from "../names.ts";
import { numberedKey, type Registry } from "../registry.ts";
import type { LambdaOperation } from "../state.ts";
import { toPrincipal } from "./permissions.ts";

interface LayerRef {
  readonly LayerName?: string | undefined;
  readonly VersionNumber?: number | undefined;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html */
export const addLayerVersionPermission: LambdaOperation<"AddLayerVersionPermission"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const { key, arn } = target(input, registry);
  const policy = registry.policies.get(key);
  checkRevision(policy, input.RevisionId);
  const statements = policy?.statements ?? [];
  if (statements.some(({ Sid }) => Sid === input.StatementId)) {
    throw conflict(
      `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const { OrganizationId: organization } = input;
  const statement = {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: toPrincipal(input.Principal ?? ""),
    Action: input.Action,
    Resource: arn,
    ...(organization !== undefined && {
      Condition: { StringEquals: { "aws:PrincipalOrgID": organization } },
    }),
  };
  const revisionId = randomUUID();
  registry.policies.put(key, { revisionId, statements: [...statements, statement] });
  ctx.reply.status = 201;
  return { Statement: JSON.stringify(statement), RevisionId: revisionId };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_RemoveLayerVersionPermission.html */
export const removeLayerVersionPermission: LambdaOperation<"RemoveLayerVersionPermission"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const { key, arn } = target(input, registry);
  const policy = registry.policies.get(key);
  checkRevision(policy, input.RevisionId);
  const statements = policy?.statements ?? [];
  const left = statements.filter(({ Sid }) => Sid !== input.StatementId);
  if (left.length === statements.length) {
    throw notFound(`Statement ${input.StatementId} is not found in resource policy of ${arn}.`);
  }
  if (left.length === 0) registry.policies.delete(key);
  else registry.policies.put(key, { revisionId: randomUUID(), statements: left });
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionPolicy.html */
export const getLayerVersionPolicy: LambdaOperation<"GetLayerVersionPolicy"> = (input, ctx) => {
  const { registry } = ctx.state;
  const policy = registry.policies.get(target(input, registry).key);
  if (policy === undefined) throw notFound("No policy is associated with the given resource.");
  const document = { Version: "2012-10-17", Id: "default", Statement: policy.statements };
  return { Policy: JSON.stringify(document), RevisionId: policy.revisionId };
};

/** Where the policy of a layer version is kept: a function's name has no slash. */
export function layerPolicyKey(name: string, version: number): string {
  return `layer/${numberedKey(name, version)}`;
}

function target(
  { LayerName = "", VersionNumber = 0 }: LayerRef,
  registry: Registry,
): { key: string; arn: string } {
  const name = layerNameOf(LayerName);
  if (registry.layers.get(numberedKey(name, VersionNumber)) === undefined) {
    throw notFound("The resource you requested does not exist.");
  }
  const arn = layerArn(registry.config, name, VersionNumber);
  return { key: layerPolicyKey(name, VersionNumber), arn };
}

function checkRevision(policy: PolicyRecord | undefined, expected: string | undefined): void {
  if (expected !== undefined && policy?.revisionId !== expected) throw staleRevision();
}
