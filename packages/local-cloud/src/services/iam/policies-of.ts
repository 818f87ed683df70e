import { defaultVersion, findPolicy, type IamState } from "./state.ts";

/** One policy that applies to a role. */
export interface AppliedPolicy {
  /** The name of an inline policy, the ARN of a managed one. */
  readonly name: string;
  /** JSON text. */
  readonly document: string;
}

/** All that IAM itself says about what a role may do. */
export interface RolePolicies {
  readonly roleArn: string;
  /** JSON text: who may assume the role. */
  readonly trustPolicy: string;
  readonly identity: readonly AppliedPolicy[];
  readonly boundary: AppliedPolicy | undefined;
  readonly maxSessionSeconds: number;
}

/** The policies of a role as they are now; `undefined` when there is no such role. */
export function policiesOf(state: IamState, roleArn: string): RolePolicies | undefined {
  const name = roleArn.split("/").at(-1) ?? "";
  const role = state.roles.get(name);
  if (role === undefined || role.arn !== roleArn) return undefined;
  const inline = Object.entries(role.inline).map(([policy, document]) => ({
    name: policy,
    document,
  }));
  const attached = role.attached.flatMap((arn) => managed(state, arn) ?? []);
  return {
    roleArn,
    trustPolicy: role.trustPolicy,
    identity: [...inline, ...attached],
    boundary: role.boundaryArn === undefined ? undefined : managed(state, role.boundaryArn),
    maxSessionSeconds: role.maxSessionSeconds,
  };
}

function managed(state: IamState, arn: string): AppliedPolicy | undefined {
  const policy = findPolicy(state, arn);
  const version = policy === undefined ? undefined : defaultVersion(policy);
  return version === undefined ? undefined : { name: arn, document: version.document };
}
