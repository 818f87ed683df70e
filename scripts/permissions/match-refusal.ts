import { textOf } from "../templates/value.ts";
import type { Grant } from "./grants.ts";
import type { Refusal } from "./refusals.ts";

/** What the template's names stand for in the deployed stack. */
export interface Bearers {
  /** ARNs, with wildcards, by the resources as written in the template. */
  readonly arns: ReadonlyMap<string, string>;
  /** Physical ids by logical ids. */
  readonly physicalIds: Readonly<Record<string, string>>;
}

/** Whether a refusal is for want of a right: of its bearer, for its action, on its resource. */
export function isOf(refusal: Refusal, grant: Grant, { arns, physicalIds }: Bearers): boolean {
  const bearer =
    grant.service ?? `:assumed-role/${physicalIds[grant.bearer ?? grant.holder] ?? ""}/`;
  const isBearer =
    grant.service === undefined ? refusal.who.includes(bearer) : refusal.who === bearer;
  // SQS spells its own actions in lower case.
  const isAction = refusal.action.toLowerCase() === grant.action.toLowerCase();
  return isBearer && isAction && fits(arns.get(textOf(grant.resource)) ?? "", refusal.resource);
}

function fits(pattern: string, resource: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => RegExp.escape(part))
    .join(".*");
  return new RegExp(`^${source}$`, "u").test(resource);
}
