/** A tag of a role or policy. */
export interface IamTag {
  readonly Key: string;
  readonly Value: string;
}

/** A role. Documents are the JSON text that was given; times are milliseconds since the epoch. */
export interface RoleRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly trustPolicy: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies, in the order of their attachment. */
  readonly attached: readonly string[];
  readonly boundaryArn?: string;
  readonly tags: readonly IamTag[];
}

/** One version of a managed policy. */
export interface PolicyVersionRecord {
  /** `v1`, `v2` and so on. */
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

/** A managed policy of the account. */
export interface PolicyRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Oldest first. */
  readonly versions: readonly PolicyVersionRecord[];
  readonly defaultVersion: string;
  readonly nextVersion: number;
  readonly tags: readonly IamTag[];
}
