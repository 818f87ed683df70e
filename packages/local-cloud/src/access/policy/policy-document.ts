import * as z from "zod";
import { readOperator, type ConditionOperator } from "./condition-operator.ts";

/** A policy that cannot be read; plugins answer it with their own code when it is put. */
export class PolicySyntaxError extends Error {
  override readonly name = "PolicySyntaxError";
}

/** The values of `Action`, or of `NotAction` when negated; the same for resources. */
export interface Element {
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** The principals of `Principal`, or of `NotPrincipal` when negated. */
export interface PrincipalElement {
  /** `*`. */
  readonly everyone: boolean;
  /** Account ids, and ARNs of accounts, roles and sessions. */
  readonly aws: readonly string[];
  /** `sns.amazonaws.com` and the like. */
  readonly services: readonly string[];
  readonly negated: boolean;
}

/** One line of a `Condition` block. */
export interface Condition {
  readonly operator: ConditionOperator;
  readonly key: string;
  readonly values: readonly string[];
}

/** One statement, in a form that is the same for all. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: Element;
  /** Trust policies have none: the role is the resource. */
  readonly resources?: Element;
  /** Only policies of resources have them. */
  readonly principals?: PrincipalElement;
  readonly conditions: readonly Condition[];
}

/** A policy as it is evaluated. */
export interface Policy {
  readonly statements: readonly Statement[];
  /** `${...}` is a variable: since version 2012-10-17. */
  readonly variables: boolean;
}

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Scalars = z.union([Scalar, z.array(Scalar)]).transform((value) => [value].flat());
const Principals = z.union([
  z.literal("*"),
  z.strictObject({
    AWS: OneOrMore.optional(),
    Service: OneOrMore.optional(),
    Federated: OneOrMore.optional(),
    CanonicalUser: OneOrMore.optional(),
  }),
]);

const StatementDocument = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Principal: Principals.optional(),
    NotPrincipal: Principals.optional(),
    Action: OneOrMore.optional(),
    NotAction: OneOrMore.optional(),
    Resource: OneOrMore.optional(),
    NotResource: OneOrMore.optional(),
    Condition: z.record(z.string(), z.record(z.string(), Scalars)).optional(),
  })
  .refine((it) => (it.Action === undefined) !== (it.NotAction === undefined), {
    error: "a statement has either Action or NotAction",
  })
  .refine((it) => it.Resource === undefined || it.NotResource === undefined, {
    error: "a statement has either Resource or NotResource",
  })
  .refine((it) => it.Principal === undefined || it.NotPrincipal === undefined, {
    error: "a statement has either Principal or NotPrincipal",
  });
type StatementDocument = z.infer<typeof StatementDocument>;

const PolicyDocument = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: z
    .union([z.array(StatementDocument), StatementDocument.transform((one) => [one])])
    .default([]),
});

/**
 * Reads a policy document.
 *
 * @param text JSON.
 * @throws {PolicySyntaxError} The text is no JSON, or not of the grammar.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(text: string): Policy {
  const parsed = PolicyDocument.safeParse(readJson(text));
  if (!parsed.success) throw new PolicySyntaxError(z.prettifyError(parsed.error));
  const { Version, Statement: statements } = parsed.data;
  return { variables: Version === "2012-10-17", statements: statements.map(toStatement) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PolicySyntaxError("the policy is no JSON", { cause });
  }
}

function toStatement(document: StatementDocument): Statement {
  const actions = element(document.Action, document.NotAction);
  const resources = element(document.Resource, document.NotResource);
  const { Principal, NotPrincipal } = document;
  const principals = Principal ?? NotPrincipal;
  return {
    effect: document.Effect,
    actions: actions ?? { values: [], negated: false },
    conditions: Object.entries(document.Condition ?? {}).flatMap(toConditions),
    ...(resources !== undefined && { resources }),
    ...(principals !== undefined && {
      principals: toPrincipals(principals, NotPrincipal !== undefined),
    }),
  };
}

function element(values?: string[], notValues?: string[]): Element | undefined {
  if (values !== undefined) return { values, negated: false };
  return notValues === undefined ? undefined : { values: notValues, negated: true };
}

function toPrincipals(principals: z.infer<typeof Principals>, negated: boolean): PrincipalElement {
  if (principals === "*") return { everyone: true, aws: [], services: [], negated };
  const { AWS: aws = [], Service: services = [] } = principals;
  return { everyone: aws.includes("*"), aws, services, negated };
}

function toConditions([name, keys]: [string, Readonly<Record<string, string[]>>]): Condition[] {
  const operator = readOperator(name);
  if (operator === undefined) throw new PolicySyntaxError(`Invalid Condition type : ${name}.`);
  return Object.entries(keys).map(([key, values]) => ({ operator, key, values }));
}
