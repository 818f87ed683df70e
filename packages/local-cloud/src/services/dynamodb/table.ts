import type { KeyType } from "./value.ts";

/** A key attribute: its name and declared type. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** The key of a table or index. */
export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}

/** Provisioned capacity, and how it was changed; times in milliseconds since the Unix epoch. */
export interface Throughput {
  readonly read: number;
  readonly write: number;
  readonly increasedAt?: number;
  readonly decreasedAt?: number;
  readonly decreasesToday: number;
}

/** A secondary index. */
export interface IndexRecord {
  readonly name: string;
  readonly kind: "global" | "local";
  readonly key: KeySchema;
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  /** Beyond the keys, for `INCLUDE`. */
  readonly included: readonly string[];
  readonly throughput: Throughput;
}

export type StreamView = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** The stream that a table writes to, or wrote to last. */
export interface StreamReference {
  readonly arn: string;
  /** The ISO 8601 time in the ARN. */
  readonly label: string;
  readonly view: StreamView;
  readonly enabled: boolean;
}

/** A table as it is stored. Times are milliseconds since the Unix epoch. */
export interface TableRecord {
  readonly name: string;
  readonly arn: string;
  /** A UUID; another one for another table of the same name. */
  readonly id: string;
  readonly key: KeySchema;
  readonly attributes: readonly KeyAttribute[];
  readonly indexes: readonly IndexRecord[];
  readonly billing: "PROVISIONED" | "PAY_PER_REQUEST";
  readonly payPerRequestSince?: number;
  readonly throughput: Throughput;
  readonly createdAt: number;
  readonly stream?: StreamReference;
  /** The attribute that holds when an item expires, in seconds since the Unix epoch. */
  readonly ttlAttribute?: string;
  readonly pointInTimeRecovery?: { readonly since: number; readonly days: number };
  readonly tags: Readonly<Record<string, string>>;
  readonly deletionProtection: boolean;
  readonly tableClass: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  readonly encrypted?: { readonly keyArn?: string };
}

/** A table and the number under which its items are stored. */
export interface Table extends TableRecord {
  readonly number: number;
}

/** The key attributes of a key schema, in order. */
export function keyAttributes({ hash, range }: KeySchema): KeyAttribute[] {
  return range === undefined ? [hash] : [hash, range];
}

/** The names of all attributes that an index holds; `undefined` when it holds every one. */
export function projectedNames(table: TableRecord, index: IndexRecord): Set<string> | undefined {
  if (index.projection === "ALL") return undefined;
  const keys = [...keyAttributes(table.key), ...keyAttributes(index.key)];
  return new Set([...keys.map(({ name }) => name), ...index.included]);
}
