import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openCollection, type Collection } from "./collection.ts";

/** The durable state of one cloud: records in SQLite, blobs as plain files, one data directory. */
export interface Store {
  /** For services that keep tables of their own; create them with `IF NOT EXISTS` on opening. */
  readonly db: DatabaseSync;
  /** JSON records under a key, in key order. One name belongs to one service: `sqs.queues`. */
  collection<T>(name: string): Collection<T>;
  /** All of `work` is written or nothing is. Synchronous; may be nested. */
  transaction<T>(work: () => T): T;
  /** A folder for the blobs of one service, made if it is missing. */
  folder(name: string): string;
  close(): void;
}

/**
 * Opens the store in `dataDir`, which is made if it is missing. One process at a time: a second
 * one would deliver everything twice.
 *
 * Every write has reached the operating system when the call returns, so it survives `kill -9`
 * of this process (not a power failure: WAL with `synchronous=NORMAL`).
 *
 * @throws {Error} When another process has it open, or it cannot be written.
 */
export function openStore(dataDir: string): Store {
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, "cloud.sqlite"));
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE; COMMIT");
  } catch (cause) {
    db.close();
    throw new Error(`the data in ${dataDir} is in use by another process, or broken`, { cause });
  }
  // Prepared, since every write passes here; `exec` would parse them anew each time.
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  let depth = 0;

  const transaction = <T>(work: () => T): T => {
    if (depth > 0) return work();
    depth += 1;
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      rollback.run();
      throw error;
    } finally {
      depth -= 1;
    }
  };

  return {
    db,
    collection: (name) => openCollection(db, name),
    transaction,
    folder(name) {
      const folder = join(dataDir, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    close: () => db.close(),
  };
}
