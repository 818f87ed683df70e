import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openCollection, type Collection } from "./collection.ts";
import { ReadCache } from "./read-cache.ts";

/** The durable state of one cloud: records in SQLite, blobs as plain files, one data directory. */
export interface Store {
  /** For services that keep tables of their own; create them with `IF NOT EXISTS` on opening. */
  readonly db: DatabaseSync;
  /** JSON records under a key, in key order. One name belongs to one service: `sqs.queues`. */
  collection<T>(name: string): Collection<T>;
  /** All of `work` is written or nothing is. Synchronous; may be nested. */
  transaction<T>(work: () => T): T;
  /** A cache over a table of the service's own; emptied when a transaction is rolled back. */
  readCache<T>(): ReadCache<T>;
  /** A folder for the blobs of one service, made if it is missing. */
  folder(name: string): string;
  close(): void;
}

/** Another process has the data open. */
export class DataInUseError extends Error {
  constructor(dataDir: string, options: ErrorOptions) {
    super(`the data in ${dataDir} is in use by another process`, options);
    this.name = "DataInUseError";
  }
}

/** What is in the folder is no database any more. */
export class DataBrokenError extends Error {
  constructor(dataDir: string, options: ErrorOptions) {
    super(`the data in ${dataDir} is broken: start with a fresh one`, options);
    this.name = "DataBrokenError";
  }
}

const DATABASE = "cloud.sqlite";
const SQLITE_BUSY = 5;
const SQLITE_BROKEN = [11, 26]; // SQLITE_CORRUPT, SQLITE_NOTADB
const PRIMARY_CODE = 0xff; // the higher bits of a code only say more

/**
 * Forgets all that a store has kept in `dataDir`.
 *
 * @throws {DataInUseError} When a process has it open.
 * @throws {Error} When it cannot be opened, or the folder has files in it that no store has made.
 */
export function discardStore(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  if (existsSync(join(dataDir, DATABASE))) refuseIfInUse(dataDir);
  else if (readdirSync(dataDir).length > 0) {
    throw new Error(`${dataDir} holds no data of a local cloud, so nothing in it is deleted`);
  }
  rmSync(dataDir, { recursive: true });
}

/** Data that is broken is nobody's: it may go. */
function refuseIfInUse(dataDir: string): void {
  try {
    openStore(dataDir).close();
  } catch (error) {
    if (!(error instanceof DataBrokenError)) throw error;
  }
}

function hasCode(error: unknown, ...codes: readonly number[]): boolean {
  if (!(error instanceof Error) || !("errcode" in error)) return false;
  return typeof error.errcode === "number" && codes.includes(error.errcode & PRIMARY_CODE);
}

/**
 * Opens the store in `dataDir`, which is made if it is missing. One process at a time: a second
 * one would deliver everything twice.
 *
 * Every write has reached the operating system when the call returns, so it survives `kill -9`
 * of this process (not a power failure: WAL with `synchronous=NORMAL`).
 *
 * @throws {DataInUseError} When another process has it open.
 * @throws {DataBrokenError} When it is no database any more.
 * @throws {Error} When it cannot be written.
 */
export function openStore(dataDir: string): Store {
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, DATABASE));
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE; COMMIT");
  } catch (cause) {
    db.close();
    if (hasCode(cause, SQLITE_BUSY)) throw new DataInUseError(dataDir, { cause });
    if (hasCode(cause, ...SQLITE_BROKEN)) throw new DataBrokenError(dataDir, { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the data in ${dataDir} cannot be used: ${reason}`, { cause });
  }
  // Prepared, since every write passes here; `exec` would parse them anew each time.
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  const caches = new Set<{ clear(): void }>();
  const recordTexts = new Map<string, ReadCache<string>>();
  let depth = 0;

  const readCache = <T>(): ReadCache<T> => {
    const cache = new ReadCache<T>();
    caches.add(cache);
    return cache;
  };

  // One for each name, since a collection may be opened more than once.
  const textsOf = (name: string): ReadCache<string> => {
    const texts = recordTexts.get(name) ?? readCache<string>();
    recordTexts.set(name, texts);
    return texts;
  };

  const transaction = <T>(work: () => T): T => {
    if (depth > 0) return work();
    depth += 1;
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      for (const cache of caches) cache.clear();
      rollback.run();
      throw error;
    } finally {
      depth -= 1;
    }
  };

  return {
    db,
    collection: (name) => openCollection(db, name, textsOf(name)),
    transaction,
    readCache,
    folder(name) {
      const folder = join(dataDir, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    close: () => db.close(),
  };
}
