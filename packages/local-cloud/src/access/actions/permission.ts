import type { In, OperationName } from "../../service.ts";
import type { ContextValues } from "../policy/context.ts";

/** An action on a resource that a call needs to be allowed. */
export interface Permission {
  /** As in the service authorization reference: `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** Condition keys of this action. */
  readonly context?: ContextValues;
}

/** Where a call is made: what turns names into ARNs. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  /** The ARN of a role, whose path its name does not tell. */
  roleArn(name: string): string;
  /** The ARN of a secret, by name or by an ARN without the suffix that AWS adds. */
  secretArn(id: string): string;
}

/** A row's answer: a text is a resource for the action that has the operation's own name. */
export type Needs = readonly (string | Permission)[];

/** What the operations of a client need; one without a row needs its own name on `*`. */
export type PermissionTable<M> = {
  readonly [O in OperationName<M>]?: (input: In<M, O>, place: Place) => Needs;
};

/** An ARN of a service in the caller's account and region. */
export function arnOf(place: Place, service: string, resource: string): string {
  return `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;
}

/**
 * The permission to hand a role to a service; none when no role is handed over.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function passRole(roleArn: string | undefined, service: string): Permission[] {
  if (roleArn === undefined || roleArn === "") return [];
  const context = { "iam:PassedToService": service };
  return [{ action: "iam:PassRole", resource: roleArn, context }];
}
