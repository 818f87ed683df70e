import { principalArn, type Principal } from "../principal.ts";
import type { PrincipalElement } from "./policy-document.ts";

/**
 * How a policy of a resource names a principal: `direct` by itself or by `*`, `account` by the
 * account it belongs to, which leaves the rest to that account's own policies.
 */
export type Naming = "direct" | "account" | "none";

/** How an element names a principal. */
export function namingOf(element: PrincipalElement, principal: Principal): Naming {
  const naming = namedBy(element, principal);
  if (!element.negated) return naming;
  // Whoever is to be spared by NotPrincipal has to be spared under each of its names.
  return isNamedThroughout(element, principal) ? "none" : "direct";
}

function namedBy(element: PrincipalElement, principal: Principal): Naming {
  if (element.everyone) return "direct";
  if (principal.kind === "service") {
    return element.services.includes(principal.service) ? "direct" : "none";
  }
  if (ownNames(principal).some((name) => element.aws.includes(name))) return "direct";
  return accountNames(principal).some((name) => element.aws.includes(name)) ? "account" : "none";
}

function isNamedThroughout(element: PrincipalElement, principal: Principal): boolean {
  if (element.everyone) return true;
  if (principal.kind === "service") return element.services.includes(principal.service);
  return (
    ownNames(principal).every((name) => element.aws.includes(name)) &&
    accountNames(principal).some((name) => element.aws.includes(name))
  );
}

function ownNames(principal: Principal): string[] {
  return principal.kind === "role" ? [principalArn(principal), principal.roleArn] : [];
}

function accountNames(principal: Principal): string[] {
  const { kind, accountId } = principal;
  return kind === "anonymous" ? [] : [accountId, `arn:aws:iam::${accountId}:root`];
}
