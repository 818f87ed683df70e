import { randomUUID } from "node:crypto";
import type * as Lambda from "@aws-sdk/client-lambda";
import type { In } from "../../../service.ts";
import { conflict, notFound, staleRevision } from "../errors.ts";
import type { PolicyRecord } from "../model.ts";
import { functionArn, parseFunctionRef } from "../names.ts";
import type { Registry } from "../registry.ts";
import type { LambdaOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const addPermission: LambdaOperation<"AddPermission"> = (input, ctx) => {
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
  const statement = toStatement(input, arn);
  registry.policies.put(key, {
    revisionId: randomUUID(),
    statements: [...statements, statement],
  });
  ctx.reply.status = 201;
  return { Statement: JSON.stringify(statement) };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export const removePermission: LambdaOperation<"RemovePermission"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { key, arn } = target(input, registry);
  const policy = registry.policies.get(key);
  if (policy === undefined) throw notFound("The resource you requested does not exist.");
  checkRevision(policy, input.RevisionId);
  const left = policy.statements.filter(({ Sid }) => Sid !== input.StatementId);
  if (left.length === policy.statements.length) {
    throw notFound(`Statement ${input.StatementId} is not found in resource policy of ${arn}.`);
  }
  if (left.length === 0) registry.policies.delete(key);
  else registry.policies.put(key, { revisionId: randomUUID(), statements: left });
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export const getPolicy: LambdaOperation<"GetPolicy"> = (input, ctx) => {
  const { registry } = ctx.state;
  const policy = registry.policies.get(target(input, registry).key);
  if (policy === undefined) throw notFound("The resource you requested does not exist.");
  const document = { Version: "2012-10-17", Id: "default", Statement: policy.statements };
  return { Policy: JSON.stringify(document), RevisionId: policy.revisionId };
};

function target(
  input: { FunctionName?: string | undefined; Qualifier?: string | undefined },
  registry: Registry,
): { key: string; arn: string } {
  const ref = parseFunctionRef(input.FunctionName, registry.config, input.Qualifier);
  registry.resolve(ref);
  const arn = functionArn(registry.config, ref.name, ref.qualifier);
  return { key: `${ref.name}:${ref.qualifier ?? ""}`, arn };
}

function checkRevision(policy: PolicyRecord | undefined, expected: string | undefined): void {
  if (expected !== undefined && policy?.revisionId !== expected) throw staleRevision();
}

function toStatement(
  input: In<typeof Lambda, "AddPermission">,
  arn: string,
): Record<string, unknown> {
  const equals = {
    ...(input.SourceAccount === undefined ? {} : { "AWS:SourceAccount": input.SourceAccount }),
    ...(input.EventSourceToken === undefined
      ? {}
      : { "lambda:EventSourceToken": input.EventSourceToken }),
    ...(input.PrincipalOrgID === undefined ? {} : { "aws:PrincipalOrgID": input.PrincipalOrgID }),
  };
  const condition = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
  };
  return {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: toPrincipal(input.Principal ?? ""),
    Action: input.Action,
    Resource: arn,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** A principal as a resource policy writes it: everyone, an account, an identity or a service. */
export function toPrincipal(principal: string): unknown {
  if (principal === "*") return principal;
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith("arn:") ? { AWS: principal } : { Service: principal };
}
