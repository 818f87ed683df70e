/** What IAM keeps about a role; documents are JSON text. */
export interface RoleDocuments {
  /** Inline and attached. */
  readonly identityPolicies: readonly string[];
  readonly boundary?: string;
  readonly trustPolicy: string;
}

/** What a resource says about who may use it. */
export interface ResourceDocument {
  /** Where the ARN does not say it: the owner of a bucket. */
  readonly accountId?: string;
  /** JSON text; left out by a resource without a policy. */
  readonly policy?: string;
}

/** Where policies are kept: the port to IAM and to the services whose resources have policies. */
export interface PolicySources {
  /** `undefined` when there is no such role. */
  role(roleArn: string): RoleDocuments | undefined;
  /** The whole ARN of a role of the account; roles have paths. */
  roleArn(name: string): string | undefined;
  /** The whole ARN of a secret of the account, by name or partial ARN. */
  secretArn(id: string): string | undefined;
  /** `undefined` when there is no such resource, or none of its kind has a policy. */
  resource(arn: string): ResourceDocument | undefined;
}
