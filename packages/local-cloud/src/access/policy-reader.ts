import { AwsError } from "../errors.ts";
import { PolicySyntaxError, readPolicy, type Policy } from "./policy/policy-document.ts";
import type { PolicySources } from "./policy-sources.ts";

/** Reads policies where they are kept, each text once. */
export interface PolicyReader {
  /** Those of a role, none for a role that does not exist. */
  ofRole(roleArn: string): {
    readonly identityPolicies: readonly Policy[];
    readonly boundary?: Policy;
  };
  trustOf(roleArn: string): Policy | undefined;
  ofResource(arn: string): Policy | undefined;
  /** The account that owns a resource; `undefined` when it belongs to nobody in particular. */
  ownerOf(arn: string): string | undefined;
}

const MAX_READ = 1000; // policies kept; far more than the stacks of one machine have

/**
 * Makes a reader over the policies of a cloud. It keeps what it has read by the text itself, so a
 * policy that changes is simply another one.
 *
 * Its methods throw an `AwsError`, `MalformedPolicyDocument`, for a policy that cannot be read.
 */
export function createPolicyReader(sources: PolicySources): PolicyReader {
  const read = new Map<string, Policy>();

  const policyOf = (text: string, owner: string): Policy => {
    const known = read.get(text);
    if (known !== undefined) return known;
    const policy = readOrFail(text, owner);
    if (read.size >= MAX_READ) read.clear();
    read.set(text, policy);
    return policy;
  };

  return {
    ofRole(roleArn) {
      const role = sources.role(roleArn);
      if (role === undefined) return { identityPolicies: [] };
      const identityPolicies = role.identityPolicies.map((text) => policyOf(text, roleArn));
      if (role.boundary === undefined) return { identityPolicies };
      return { identityPolicies, boundary: policyOf(role.boundary, roleArn) };
    },
    trustOf(roleArn) {
      const role = sources.role(roleArn);
      return role === undefined ? undefined : policyOf(role.trustPolicy, roleArn);
    },
    ofResource(arn) {
      const policy = sources.resource(arn)?.policy;
      return policy === undefined ? undefined : policyOf(policy, arn);
    },
    ownerOf(arn) {
      const accountId = arn.split(":")[4] ?? "";
      return /^\d{12}$/.test(accountId) ? accountId : sources.resource(arn)?.accountId;
    },
  };
}

function readOrFail(text: string, owner: string): Policy {
  try {
    return readPolicy(text);
  } catch (cause) {
    if (!(cause instanceof PolicySyntaxError)) throw cause;
    const message = `A policy of ${owner} cannot be read: ${cause.message}`;
    throw new AwsError("MalformedPolicyDocument", message, { cause });
  }
}
