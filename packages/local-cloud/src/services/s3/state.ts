import type { Cloud } from "../../cloud.ts";
import type { CallContext } from "../../service.ts";
import { BlobFiles } from "./blobs.ts";
import { BucketTable } from "./buckets.ts";
import { UploadTable } from "./uploads.ts";
import { VersionTable } from "./versions.ts";

/** S3's state: buckets, versions of objects, uploads under way, and the bytes. */
export class S3State {
  readonly buckets: BucketTable;
  readonly versions: VersionTable;
  readonly uploads: UploadTable;
  readonly blobs: BlobFiles;
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    const { store } = cloud;
    this.buckets = new BucketTable(store);
    this.versions = new VersionTable(store);
    this.uploads = new UploadTable(store);
    this.blobs = new BlobFiles(store);
    store.db.exec(
      "CREATE TABLE IF NOT EXISTS s3_sequence (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL)",
    );
    store.db.exec("INSERT OR IGNORE INTO s3_sequence VALUES (1, 0)");
  }

  /** The next number of a sequence that orders every change; inside the change's transaction. */
  nextSequence(): number {
    const row = this.#cloud.store.db
      .prepare("UPDATE s3_sequence SET value = value + 1 RETURNING value")
      .get();
    return Number(row?.["value"]);
  }
}

export type S3Context = CallContext<S3State>;
