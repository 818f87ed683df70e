import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { ObjectStorageClass, ServerSideEncryption } from "@aws-sdk/client-s3";
import type { Store } from "../../store/store.ts";
import type { Segment } from "./blobs.ts";
import type { StoredChecksum } from "./checksums/checksum.ts";
import type { Cursor, Listed } from "./listing.ts";
import type { StoredTag } from "./tags.ts";

/** What is kept with an object beside its bytes. */
export interface ObjectDetails {
  readonly contentType?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentLanguage?: string | undefined;
  /** The `Expires` header. */
  readonly expires?: string | undefined;
  readonly websiteRedirectLocation?: string | undefined;
  /** User metadata: names without `x-amz-meta-`, in lower case. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** STANDARD when missing. */
  readonly storageClass?: ObjectStorageClass | undefined;
  readonly encryption: Encryption;
  readonly checksum?: StoredChecksum | undefined;
  readonly tags: readonly StoredTag[];
}

/** How an object says it is encrypted; the bytes are not. */
export interface Encryption {
  readonly algorithm: ServerSideEncryption;
  readonly kmsKeyId?: string | undefined;
  readonly bucketKeyEnabled?: boolean | undefined;
}

/** One part of an object that was uploaded in parts. */
export interface ObjectPart {
  readonly partNumber: number;
  readonly sizeBytes: number;
  /** Base64. */
  readonly checksum?: string | undefined;
}

/** Where the bytes of an object are. */
export interface ObjectContent {
  readonly segments: readonly Segment[];
  /** Only of an object that was uploaded in parts. */
  readonly parts?: readonly ObjectPart[] | undefined;
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion extends Listed {
  readonly bucket: string;
  readonly key: string;
  /** Grows over all objects of the cloud. */
  readonly seq: number;
  /** `null` for what was written without versioning. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
  readonly details: ObjectDetails;
}

/** A version as it is read by its key, with where its bytes are. */
export interface StoredVersion extends ObjectVersion {
  readonly content: ObjectContent;
}

/** What it takes to add a version; it becomes the latest. */
export type NewVersion = Omit<ObjectVersion, "rawKey" | "isLatest">;

/** The version id of what was written while versioning was off. */
export const NULL_VERSION = "null";

const COLUMNS =
  "bucket, key, seq, version_id, is_latest, is_marker, size, etag, modified_at, details";

/** All versions of all objects; the caller holds the transaction. */
export class VersionTable {
  readonly #insert: StatementSync;
  readonly #demote: StatementSync;
  readonly #promote: StatementSync;
  readonly #delete: StatementSync;
  readonly #current: StatementSync;
  readonly #byId: StatementSync;
  readonly #saveDetails: StatementSync;
  readonly #scanCurrent: StatementSync;
  readonly #scanAll: StatementSync;

  constructor({ db }: Store) {
    createTables(db);
    const key = "bucket = ? AND key = ?";
    const behind = "key >= ? AND NOT (key = ? AND seq >= ?)";
    this.#insert = db.prepare(
      `INSERT INTO s3_versions (${COLUMNS}, content) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)`,
    );
    this.#demote = db.prepare(
      `UPDATE s3_versions SET is_latest = 0 WHERE ${key} AND is_latest = 1`,
    );
    this.#promote = db.prepare(
      `UPDATE s3_versions SET is_latest = 1 WHERE ${key}
       AND seq = (SELECT MAX(seq) FROM s3_versions WHERE ${key})`,
    );
    this.#delete = db.prepare(`DELETE FROM s3_versions WHERE ${key} AND version_id = ?`);
    this.#current = db.prepare(
      `SELECT ${COLUMNS}, content FROM s3_versions WHERE ${key} ORDER BY seq DESC LIMIT 1`,
    );
    this.#byId = db.prepare(
      `SELECT ${COLUMNS}, content FROM s3_versions WHERE ${key} AND version_id = ?`,
    );
    this.#saveDetails = db.prepare(
      `UPDATE s3_versions SET details = ? WHERE ${key} AND version_id = ?`,
    );
    this.#scanCurrent = db.prepare(
      `SELECT ${COLUMNS} FROM s3_versions WHERE is_latest = 1 AND is_marker = 0
       AND bucket = ? AND ${behind} ORDER BY key LIMIT ?`,
    );
    this.#scanAll = db.prepare(
      `SELECT ${COLUMNS} FROM s3_versions
       WHERE bucket = ? AND ${behind} ORDER BY key, seq DESC LIMIT ?`,
    );
  }

  /** The newest version, which may be a delete marker. */
  current(bucket: string, key: string): StoredVersion | undefined {
    return toStored(this.#current.get(bucket, Buffer.from(key)));
  }

  find(bucket: string, key: string, versionId: string): StoredVersion | undefined {
    return toStored(this.#byId.get(bucket, Buffer.from(key), versionId));
  }

  add(version: NewVersion, content: ObjectContent): void {
    const { bucket, versionId, seq, isDeleteMarker, sizeBytes, etag, modifiedAt } = version;
    const key = Buffer.from(version.key);
    this.#demote.run(bucket, key);
    const numbers = [isDeleteMarker ? 1 : 0, sizeBytes, etag, modifiedAt] as const;
    const texts = [JSON.stringify(version.details), JSON.stringify(content)] as const;
    this.#insert.run(bucket, key, seq, versionId, ...numbers, ...texts);
  }

  /** Removes a version; the newest of those that are left becomes the latest. */
  remove({ bucket, key, versionId }: Identity): void {
    const rawKey = Buffer.from(key);
    this.#delete.run(bucket, rawKey, versionId);
    this.#promote.run(bucket, rawKey, bucket, rawKey);
  }

  saveDetails({ bucket, key, versionId }: Identity, details: ObjectDetails): void {
    this.#saveDetails.run(JSON.stringify(details), bucket, Buffer.from(key), versionId);
  }

  /** Latest versions that are no delete markers, in key order. */
  scanCurrent(bucket: string, from: Cursor, limit: number): ObjectVersion[] {
    return this.#scanCurrent.all(bucket, ...bounds(from), limit).map(toRow);
  }

  /** Every version, in key order, newest first. */
  scanAll(bucket: string, from: Cursor, limit: number): ObjectVersion[] {
    return this.#scanAll.all(bucket, ...bounds(from), limit).map(toRow);
  }
}

/** What tells a version from every other. */
export type Identity = Pick<ObjectVersion, "bucket" | "key" | "versionId">;

function createTables(db: DatabaseSync): void {
  db.exec(
    `CREATE TABLE IF NOT EXISTS s3_versions (
       bucket TEXT NOT NULL, key BLOB NOT NULL, seq INTEGER NOT NULL, version_id TEXT NOT NULL,
       is_latest INTEGER NOT NULL, is_marker INTEGER NOT NULL, size INTEGER NOT NULL,
       etag TEXT NOT NULL, modified_at INTEGER NOT NULL, details TEXT NOT NULL,
       content TEXT NOT NULL, PRIMARY KEY (bucket, key, seq DESC)) WITHOUT ROWID;
     CREATE UNIQUE INDEX IF NOT EXISTS s3_version_ids ON s3_versions (bucket, key, version_id);
     CREATE INDEX IF NOT EXISTS s3_current ON s3_versions (bucket, key)
       WHERE is_latest = 1 AND is_marker = 0;`,
  );
}

function bounds({ key, passed }: Cursor): [Buffer, Buffer, number] {
  return [key, key, passed ?? Number.MAX_SAFE_INTEGER];
}

function toStored(row: Record<string, SQLOutputValue> | undefined): StoredVersion | undefined {
  if (row === undefined) return undefined;
  return { ...toRow(row), content: decode<ObjectContent>(row["content"]) };
}

function toRow(row: Record<string, SQLOutputValue>): ObjectVersion {
  const key = row["key"];
  const rawKey = key instanceof Uint8Array ? Buffer.from(key) : Buffer.alloc(0);
  return {
    bucket: String(row["bucket"]),
    key: rawKey.toString(),
    rawKey,
    seq: Number(row["seq"]),
    versionId: String(row["version_id"]),
    isLatest: row["is_latest"] === 1,
    isDeleteMarker: row["is_marker"] === 1,
    sizeBytes: Number(row["size"]),
    etag: String(row["etag"]),
    modifiedAt: Number(row["modified_at"]),
    details: decode<ObjectDetails>(row["details"]),
  };
}

function decode<T>(text: unknown): T {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- only `add` and `saveDetails` write these columns
  return JSON.parse(String(text)) as T;
}
