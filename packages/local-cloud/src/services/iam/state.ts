import type { Cloud } from "../../cloud.ts";
import { fail } from "../../errors.ts";
import type { Collection } from "../../store/collection.ts";
import { awsManagedPolicy } from "./aws-managed-policies.ts";
import type { PolicyRecord, PolicyVersionRecord, RoleRecord } from "./records.ts";

/** The roles and managed policies of the account. */
export interface IamState {
  readonly accountId: string;
  readonly roles: Collection<RoleRecord>;
  /** By ARN. */
  readonly policies: Collection<PolicyRecord>;
}

/** Opens the tables of IAM. */
export function openIam({ store, config }: Cloud): IamState {
  return {
    accountId: config.accountId,
    roles: store.collection<RoleRecord>("iam.roles"),
    policies: store.collection<PolicyRecord>("iam.policies"),
  };
}

/** @throws {AwsError} `NoSuchEntity`. */
export function requireRole({ roles }: IamState, name: string | undefined): RoleRecord {
  return (
    roles.get(name ?? "") ??
    fail("NoSuchEntity", `The role with name ${name} cannot be found.`, 404)
  );
}

/** @throws {AwsError} `NoSuchEntity`. */
export function requirePolicy(state: IamState, arn: string | undefined): PolicyRecord {
  return findPolicy(state, arn ?? "") ?? fail("NoSuchEntity", `Policy ${arn} was not found.`, 404);
}

/**
 * A policy that may be changed: those of AWS may not.
 *
 * @throws {AwsError} `NoSuchEntity`, `AccessDenied`.
 */
export function requireOwnPolicy(state: IamState, arn: string | undefined): PolicyRecord {
  const policy = requirePolicy(state, arn);
  if (state.policies.get(policy.arn) === undefined) {
    fail("AccessDenied", `Policy ${arn} is managed by AWS and cannot be changed.`, 403);
  }
  return policy;
}

/** A managed policy of the account or of AWS. */
export function findPolicy({ policies }: IamState, arn: string): PolicyRecord | undefined {
  return policies.get(arn) ?? awsManagedPolicy(arn);
}

/** The version of a policy that counts. */
export function defaultVersion(policy: PolicyRecord): PolicyVersionRecord | undefined {
  return policy.versions.find(({ id }) => id === policy.defaultVersion);
}

/** True if a policy is attached to a role or bounds one: then it cannot be deleted. */
export function isInUse(state: IamState, arn: string): boolean {
  return attachmentCount(state, arn) + boundaryCount(state, arn) > 0;
}

/** How many roles a policy is the boundary of. */
export function boundaryCount({ roles }: IamState, arn: string): number {
  return roles.entries().filter(([, role]) => role.boundaryArn === arn).length;
}

/** How many roles a policy is attached to. */
export function attachmentCount({ roles }: IamState, arn: string): number {
  return roles.entries().filter(([, role]) => role.attached.includes(arn)).length;
}
