import type { DatabaseSync } from "node:sqlite";
import type { ReadCache } from "./read-cache.ts";

/**
 * JSON records under text keys. What is put must survive `JSON.stringify`: no `Date`, no bytes
 * (keep those as milliseconds and base64). A record that comes out is a fresh copy every time.
 */
export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  /** True when there was such a record. */
  delete(key: string): boolean;
  /** In key order (by Unicode code point); `after` excludes keys up to and including itself. */
  entries(options?: { prefix?: string; after?: string; limit?: number }): [string, T][];
  count(prefix?: string): number;
}

const LAST_CODE_POINT = "\u{10FFFF}";

const MAX_CACHED_LENGTH = 16 * 1024; // characters of a record's JSON

/** Opens (and creates) the collection `name` in its own table; `texts` are its records' JSON by key. */
export function openCollection<T>(
  db: DatabaseSync,
  name: string,
  texts: ReadCache<string>,
): Collection<T> {
  const table = `"c_${name.replaceAll('"', "")}"`;
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  );
  const get = db.prepare(`SELECT value FROM ${table} WHERE key = ?`);
  const put = db.prepare(`INSERT OR REPLACE INTO ${table} (key, value) VALUES (?, ?)`);
  const remove = db.prepare(`DELETE FROM ${table} WHERE key = ?`);
  const range = db.prepare(
    `SELECT key, value FROM ${table} WHERE key >= ? AND key <= ? AND key > ? ORDER BY key LIMIT ?`,
  );
  const count = db.prepare(`SELECT COUNT(*) AS n FROM ${table} WHERE key >= ? AND key <= ?`);

  const textOf = (key: string): string | undefined => {
    const row = get.get(key);
    return row === undefined ? undefined : String(row["value"]);
  };

  return {
    get(key) {
      const text = texts.get(key, textOf);
      if (text === undefined) return undefined;
      if (text.length > MAX_CACHED_LENGTH) texts.delete(key);
      return decode<T>(text);
    },
    put(key, value) {
      const text = JSON.stringify(value);
      texts.delete(key);
      put.run(key, text);
      if (text.length <= MAX_CACHED_LENGTH) texts.set(key, text);
    },
    delete(key) {
      texts.delete(key);
      return remove.run(key).changes > 0;
    },
    entries({ prefix = "", after = "", limit = -1 } = {}) {
      const rows = range.all(prefix, prefix + LAST_CODE_POINT, after, limit);
      return rows.map((row) => [String(row["key"]), decode<T>(row["value"])]);
    },
    count(prefix = "") {
      return Number(count.get(prefix, prefix + LAST_CODE_POINT)?.["n"] ?? 0);
    },
  };
}

function decode<T>(text: unknown): T {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- only `put` writes this table
  return JSON.parse(String(text)) as T;
}
