import type { ChecksumType } from "@aws-sdk/client-s3";
import type { SQLOutputValue, StatementSync } from "node:sqlite";
import type { Store } from "../../store/store.ts";
import type { Segment } from "./blobs.ts";
import type { Algorithm, StoredChecksum } from "./checksums/checksum.ts";
import type { Listed } from "./listing.ts";
import type { ObjectDetails } from "./versions.ts";

/** What completing an upload made; kept for a while, so that completing it again answers the same. */
export interface Completion {
  readonly etag: string;
  readonly versionId?: string | undefined;
  readonly checksum?: StoredChecksum | undefined;
  /** The part numbers and ETags of the request that completed it. */
  readonly parts: string;
  /** Milliseconds since the Unix epoch. */
  readonly completedAt: number;
}

/** An upload in parts: under way, or completed a short while ago. */
export interface Upload extends Listed {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly seq: number;
  /** Milliseconds since the Unix epoch. */
  readonly initiatedAt: number;
  readonly details: ObjectDetails;
  readonly checksum: {
    readonly algorithm: Algorithm;
    readonly type: ChecksumType;
    /** The client asked for it; otherwise it is S3's own. */
    readonly asked: boolean;
  };
  readonly completion?: Completion | undefined;
}

/** A part that has arrived. */
export interface UploadedPart {
  readonly partNumber: number;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedAt: number;
  readonly segments: readonly Segment[];
  /** Base64, by the algorithm of the upload. */
  readonly checksum: string;
}

type UploadRecord = Omit<Upload, "rawKey" | "seq">;

/** Uploads and their parts; the caller holds the transaction. */
export class UploadTable {
  readonly #save: StatementSync;
  readonly #find: StatementSync;
  readonly #delete: StatementSync;
  readonly #ofBucket: StatementSync;
  readonly #expired: StatementSync;
  readonly #savePart: StatementSync;
  readonly #findPart: StatementSync;
  readonly #parts: StatementSync;
  readonly #deleteParts: StatementSync;

  constructor({ db }: Store) {
    db.exec(
      `CREATE TABLE IF NOT EXISTS s3_uploads (
         id TEXT PRIMARY KEY, bucket TEXT NOT NULL, seq INTEGER NOT NULL,
         completed_at INTEGER, record TEXT NOT NULL) WITHOUT ROWID;
       CREATE INDEX IF NOT EXISTS s3_bucket_uploads ON s3_uploads (bucket);
       CREATE TABLE IF NOT EXISTS s3_parts (
         upload_id TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL,
         PRIMARY KEY (upload_id, number)) WITHOUT ROWID;`,
    );
    this.#save = db.prepare("INSERT OR REPLACE INTO s3_uploads VALUES (?, ?, ?, ?, ?)");
    this.#find = db.prepare("SELECT seq, record FROM s3_uploads WHERE id = ?");
    this.#delete = db.prepare("DELETE FROM s3_uploads WHERE id = ?");
    this.#ofBucket = db.prepare(
      "SELECT seq, record FROM s3_uploads WHERE bucket = ? AND completed_at IS NULL ORDER BY seq",
    );
    this.#expired = db.prepare("DELETE FROM s3_uploads WHERE completed_at < ?");
    this.#savePart = db.prepare("INSERT OR REPLACE INTO s3_parts VALUES (?, ?, ?)");
    this.#findPart = db.prepare("SELECT record FROM s3_parts WHERE upload_id = ? AND number = ?");
    this.#parts = db.prepare("SELECT record FROM s3_parts WHERE upload_id = ? ORDER BY number");
    this.#deleteParts = db.prepare("DELETE FROM s3_parts WHERE upload_id = ?");
  }

  save(upload: Omit<Upload, "rawKey">): void {
    const { seq, ...record } = upload;
    const completedAt = upload.completion?.completedAt ?? null;
    this.#save.run(upload.uploadId, upload.bucket, seq, completedAt, JSON.stringify(record));
  }

  find(uploadId: string): Upload | undefined {
    const row = this.#find.get(uploadId);
    return row === undefined ? undefined : toUpload(row);
  }

  /** Uploads under way, by key and then by age. */
  underWay(bucket: string): Upload[] {
    const uploads = this.#ofBucket.all(bucket).map(toUpload);
    return uploads.sort((left, right) => left.rawKey.compare(right.rawKey) || left.seq - right.seq);
  }

  remove(uploadId: string): void {
    this.#deleteParts.run(uploadId);
    this.#delete.run(uploadId);
  }

  /** Drops completed uploads that nobody will complete again. */
  forgetCompletedBefore(time: number): void {
    this.#expired.run(time);
  }

  savePart(uploadId: string, part: UploadedPart): void {
    this.#savePart.run(uploadId, part.partNumber, JSON.stringify(part));
  }

  findPart(uploadId: string, partNumber: number): UploadedPart | undefined {
    const row = this.#findPart.get(uploadId, partNumber);
    return row === undefined ? undefined : decode<UploadedPart>(row["record"]);
  }

  /** In order of their numbers. */
  partsOf(uploadId: string): UploadedPart[] {
    return this.#parts.all(uploadId).map((row) => decode<UploadedPart>(row["record"]));
  }

  removeParts(uploadId: string): void {
    this.#deleteParts.run(uploadId);
  }
}

function toUpload(row: Record<string, SQLOutputValue>): Upload {
  const record = decode<UploadRecord>(row["record"]);
  return { ...record, seq: Number(row["seq"]), rawKey: Buffer.from(record.key) };
}

function decode<T>(text: unknown): T {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- only `save` and `savePart` write these columns
  return JSON.parse(String(text)) as T;
}
