import type { DatabaseSync } from "node:sqlite";

/** Creates the tables of the service where they are missing. */
export function createTables(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS dynamodb_tables (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      record TEXT NOT NULL);

    CREATE TABLE IF NOT EXISTS dynamodb_items (
      row_id INTEGER PRIMARY KEY,
      table_number INTEGER NOT NULL,
      hash BLOB NOT NULL,
      range BLOB NOT NULL,
      size INTEGER NOT NULL,
      expires_at INTEGER,
      item TEXT NOT NULL,
      UNIQUE (table_number, hash, range));
    CREATE INDEX IF NOT EXISTS dynamodb_items_expiry ON dynamodb_items (expires_at)
      WHERE expires_at IS NOT NULL;

    CREATE TABLE IF NOT EXISTS dynamodb_entries (
      table_number INTEGER NOT NULL,
      index_name TEXT NOT NULL,
      hash BLOB NOT NULL,
      range BLOB NOT NULL,
      item_hash BLOB NOT NULL,
      item_range BLOB NOT NULL,
      row_id INTEGER NOT NULL,
      PRIMARY KEY (table_number, index_name, hash, range, item_hash, item_range)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS dynamodb_entries_row ON dynamodb_entries (row_id);

    CREATE TABLE IF NOT EXISTS dynamodb_streams (
      arn TEXT PRIMARY KEY,
      record TEXT NOT NULL);

    CREATE TABLE IF NOT EXISTS dynamodb_stream_records (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      stream_arn TEXT NOT NULL,
      shard_id TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      size INTEGER NOT NULL,
      record TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS dynamodb_stream_records_shard
      ON dynamodb_stream_records (stream_arn, shard_id, sequence);
    CREATE INDEX IF NOT EXISTS dynamodb_stream_records_age
      ON dynamodb_stream_records (created_at);

    CREATE TABLE IF NOT EXISTS dynamodb_transactions (
      token TEXT PRIMARY KEY,
      digest TEXT NOT NULL,
      expires_at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS dynamodb_transactions_age ON dynamodb_transactions (expires_at);
  `);
}
