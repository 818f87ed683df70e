import type { Principal } from "../principal.ts";
import { holds } from "./condition.ts";
import type { Context } from "./context.ts";
import { fits, wildcards, withinSegments } from "./pattern.ts";
import type { Element, Policy, Statement } from "./policy-document.ts";
import { namingOf, type Naming } from "./principal-match.ts";
import { readText } from "./variables.ts";

/** What is asked: may this principal do this to that? */
export interface AccessRequest {
  readonly principal: Principal;
  /** `s3:GetObject` */
  readonly action: string;
  /** An ARN, or `*` for an action on no resource in particular. */
  readonly resource: string;
  /** Who owns the resource; the principal's own account when left out. */
  readonly resourceAccountId?: string;
  readonly context: Context;
}

/** The policies that bear on a request. */
export interface ApplicablePolicies {
  /** Those of the principal: inline and attached. */
  readonly identityPolicies: readonly Policy[];
  /** What bounds the identity policies: both have to allow. */
  readonly boundary?: Policy;
  readonly resourcePolicy?: Policy;
  /** Roles: nobody gets in by an identity policy alone, not even from the same account. */
  readonly resourcePolicyMustAllow?: boolean;
}

/** Why a request is refused. */
export interface Denial {
  /** A statement denies it; otherwise none allows it. */
  readonly explicit: boolean;
  /** The kind of policy that denies, or fails to allow. */
  readonly by: "identity" | "resource" | "boundary";
}

export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly denial: Denial };

const ALLOWED: Decision = { allowed: true };

/**
 * Decides about a request. Session policies and organisations' policies do not exist here. A
 * boundary also limits what a resource's policy gives to a role, even when it names the session.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(request: AccessRequest, policies: ApplicablePolicies): Decision {
  const owned = isOwned(request);
  if (request.principal.kind === "root" && owned) return ALLOWED;

  const { identityPolicies, boundary, resourcePolicy } = policies;
  const identity = findings(request, identityPolicies, namesItsBearer);
  const bounds = findings(request, listOf(boundary), namesItsBearer);
  const resource = findings(request, listOf(resourcePolicy), namesByPrincipal);
  if (identity.denied) return refused(true, "identity");
  if (bounds.denied) return refused(true, "boundary");
  if (resource.denied) return refused(true, "resource");

  const identityAllows = request.principal.kind === "root" || identity.allowed !== "none";
  const decision = weigh({
    principal: request.principal,
    identityAllows,
    resourceAllows: resource.allowed,
    both: !owned,
    resourceMust: policies.resourcePolicyMustAllow === true,
  });
  const outOfBounds = boundary !== undefined && bounds.allowed === "none";
  return decision.allowed && outOfBounds ? refused(false, "boundary") : decision;
}

function listOf(policy: Policy | undefined): readonly Policy[] {
  return policy === undefined ? [] : [policy];
}

interface Weights {
  readonly principal: Principal;
  readonly identityAllows: boolean;
  readonly resourceAllows: Naming;
  /** Another account's resource: both sides have to allow. */
  readonly both: boolean;
  readonly resourceMust: boolean;
}

function weigh({
  principal,
  identityAllows,
  resourceAllows,
  both,
  resourceMust,
}: Weights): Decision {
  if (principal.kind === "service" || principal.kind === "anonymous") {
    return resourceAllows === "direct" ? ALLOWED : refused(false, "resource");
  }
  if (!both && resourceAllows === "direct") return ALLOWED;
  if (!identityAllows) return refused(false, "identity");
  const resourceHasToAllow = both || resourceMust;
  return resourceHasToAllow && resourceAllows === "none" ? refused(false, "resource") : ALLOWED;
}

function refused(explicit: boolean, by: Denial["by"]): Decision {
  return { allowed: false, denial: { explicit, by } };
}

function isOwned({ principal, resourceAccountId }: AccessRequest): boolean {
  return resourceAccountId === undefined || resourceAccountId === principal.accountId;
}

interface Findings {
  readonly denied: boolean;
  readonly allowed: Naming;
}

/** Whom a statement speaks of. */
type Namer = (statement: Statement, request: AccessRequest) => Naming;

/** A policy of an identity speaks of who bears it, and says of what. */
const namesItsBearer: Namer = ({ principals, resources }) =>
  principals === undefined && resources !== undefined ? "direct" : "none";

/** A policy of a resource speaks of whom it says. */
const namesByPrincipal: Namer = ({ principals }, { principal }) =>
  principals === undefined ? "none" : namingOf(principals, principal);

/** What policies of one kind say of a request. */
function findings(request: AccessRequest, policies: readonly Policy[], namer: Namer): Findings {
  const namings = new Set<Naming>();
  for (const { statements, variables } of policies) {
    for (const statement of statements) {
      const naming = namer(statement, request);
      if (naming === "none" || !covers(statement, request, variables)) continue;
      if (statement.effect === "Deny") return { denied: true, allowed: "none" };
      namings.add(naming);
    }
  }
  if (namings.has("direct")) return { denied: false, allowed: "direct" };
  return { denied: false, allowed: namings.has("account") ? "account" : "none" };
}

function covers(statement: Statement, request: AccessRequest, variables: boolean): boolean {
  const { actions, resources, conditions } = statement;
  if (!includesAction(actions, request.action)) return false;
  if (resources !== undefined && !includesResource(resources, request, variables)) return false;
  const setting = { context: request.context, variables };
  return conditions.every((condition) => holds(condition, setting));
}

function includesAction({ values, negated }: Element, action: string): boolean {
  const wanted = action.toLowerCase();
  return values.some((value) => fits(wildcards(value.toLowerCase()), wanted)) !== negated;
}

function includesResource(
  { values, negated }: Element,
  { resource, context }: AccessRequest,
  variables: boolean,
): boolean {
  const patterns = values.map((value) => readText(value, { wildcards: true, variables }, context));
  // A variable without a value makes NotResource match nothing, rather than everything.
  if (negated && patterns.includes(undefined)) return false;
  const matching = patterns.some(
    (pattern) => pattern !== undefined && fits(withinSegments(pattern), resource),
  );
  return matching !== negated;
}
