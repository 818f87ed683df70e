import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { decodeItem, encodeItem } from "./item-codec.ts";
import { indexKeyOf, type ItemKey } from "./item-key.ts";
import { itemSize } from "./item-size.ts";
import type { IndexRecord, Table } from "./table.ts";
import { expiryOf, OLDEST_EXPIRY_MS } from "./time-to-live.ts";
import type { Item } from "./value.ts";

/** An item and its size in bytes. */
export interface StoredItem {
  readonly item: Item;
  readonly size: number;
}

/** An item whose time has come. */
export interface ExpiredItem extends StoredItem {
  readonly tableNumber: number;
  readonly key: ItemKey;
}

/** The items of all tables, and their places in the indexes. */
export interface ItemStore {
  get(table: Table, key: ItemKey): StoredItem | undefined;
  put(table: Table, key: ItemKey, item: Item): void;
  delete(table: Table, key: ItemKey): void;
  /** Every item, for small jobs such as building an index. */
  each(table: Table): Iterable<StoredItem>;
  /** Removes the items and index entries of a table. */
  clear(table: Table): void;
  buildIndex(table: Table, index: IndexRecord): void;
  dropIndex(table: Table, indexName: string): void;
  /** Finds anew when each item expires, after the TTL attribute has changed. */
  resetExpiry(table: Table): void;
  /** Items that expired at or before `nowMs`, the oldest first. */
  expired(nowMs: number, limit: number): ExpiredItem[];
  /** When the next item expires, in milliseconds since the Unix epoch. */
  nextExpiry(nowMs: number): number | undefined;
  count(table: Table): { items: number; bytes: number };
  countIndex(table: Table, indexName: string): { items: number; bytes: number };
}

export function openItemStore(db: DatabaseSync): ItemStore {
  const find = db.prepare(
    "SELECT size, item FROM dynamodb_items WHERE table_number = ? AND hash = ? AND range = ?",
  );
  const upsert = db.prepare(
    `INSERT INTO dynamodb_items (table_number, hash, range, size, expires_at, item)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (table_number, hash, range) DO UPDATE
     SET size = excluded.size, expires_at = excluded.expires_at, item = excluded.item
     RETURNING row_id`,
  );
  const remove = db.prepare(
    "DELETE FROM dynamodb_items WHERE table_number = ? AND hash = ? AND range = ? RETURNING row_id",
  );
  const every = db.prepare(
    "SELECT row_id, hash, range, size, item FROM dynamodb_items WHERE table_number = ?",
  );
  const addEntry = db.prepare("INSERT INTO dynamodb_entries VALUES (?, ?, ?, ?, ?, ?, ?)");
  const removeEntries = db.prepare("DELETE FROM dynamodb_entries WHERE row_id = ?");
  const removeIndex = db.prepare(
    "DELETE FROM dynamodb_entries WHERE table_number = ? AND index_name = ?",
  );
  const clearItems = db.prepare("DELETE FROM dynamodb_items WHERE table_number = ?");
  const clearEntries = db.prepare("DELETE FROM dynamodb_entries WHERE table_number = ?");
  const setExpiry = db.prepare("UPDATE dynamodb_items SET expires_at = ? WHERE row_id = ?");
  const due = db.prepare(
    `SELECT table_number, hash, range, size, item FROM dynamodb_items
     WHERE expires_at <= ? AND expires_at > ? ORDER BY expires_at LIMIT ?`,
  );
  const soonest = db.prepare(
    "SELECT MIN(expires_at) AS at FROM dynamodb_items WHERE expires_at > ?",
  );
  const count = db.prepare(
    "SELECT COUNT(*) AS items, SUM(size) AS bytes FROM dynamodb_items WHERE table_number = ?",
  );
  const countIndex = db.prepare(
    `SELECT COUNT(*) AS items, SUM(i.size) AS bytes FROM dynamodb_entries e
     JOIN dynamodb_items i ON i.row_id = e.row_id WHERE e.table_number = ? AND e.index_name = ?`,
  );

  const enter = (table: Table, index: IndexRecord, row: PlacedItem): void => {
    const place = indexKeyOf(row.item, index.key);
    if (place === undefined) return;
    const { hash, range } = row.key;
    addEntry.run(table.number, index.name, place.hash, place.range, hash, range, row.rowId);
  };

  return {
    get(table, { hash, range }) {
      const row = find.get(table.number, hash, range);
      return row === undefined ? undefined : toStored(row);
    },
    put(table, key, item) {
      const values = [itemSize(item), expiryOf(item, table) ?? null, encodeItem(item)] as const;
      const row = upsert.get(table.number, key.hash, key.range, ...values);
      const rowId = Number(row?.["row_id"]);
      if (table.indexes.length === 0) return;
      removeEntries.run(rowId);
      for (const index of table.indexes) enter(table, index, { rowId, key, item });
    },
    delete(table, { hash, range }) {
      const row = remove.get(table.number, hash, range);
      if (row !== undefined) removeEntries.run(Number(row["row_id"]));
    },
    *each(table) {
      for (const row of every.iterate(table.number)) yield toStored(row);
    },
    clear(table) {
      clearItems.run(table.number);
      clearEntries.run(table.number);
    },
    buildIndex(table, index) {
      for (const row of every.all(table.number)) {
        const { item } = toStored(row);
        enter(table, index, { rowId: Number(row["row_id"]), key: toKey(row), item });
      }
    },
    dropIndex: (table, indexName) => void removeIndex.run(table.number, indexName),
    resetExpiry(table) {
      for (const row of every.all(table.number)) {
        const at: SQLInputValue = expiryOf(toStored(row).item, table) ?? null;
        setExpiry.run(at, Number(row["row_id"]));
      }
    },
    expired: (nowMs, limit) =>
      due.all(nowMs, nowMs - OLDEST_EXPIRY_MS, limit).map((row) => ({
        ...toStored(row),
        tableNumber: Number(row["table_number"]),
        key: toKey(row),
      })),
    nextExpiry(nowMs) {
      const at = soonest.get(nowMs - OLDEST_EXPIRY_MS)?.["at"];
      return typeof at === "number" ? at : undefined;
    },
    count: (table) => toCount(count.get(table.number)),
    countIndex: (table, indexName) => toCount(countIndex.get(table.number, indexName)),
  };
}

interface PlacedItem {
  readonly rowId: number;
  readonly key: ItemKey;
  readonly item: Item;
}

function toStored(row: Record<string, unknown>): StoredItem {
  return { item: decodeItem(String(row["item"])), size: Number(row["size"]) };
}

function toKey(row: Record<string, unknown>): ItemKey {
  return { hash: toBytes(row["hash"]), range: toBytes(row["range"]) };
}

function toBytes(column: unknown): Buffer {
  if (column instanceof Uint8Array) return Buffer.from(column);
  throw new TypeError("a BLOB column without bytes");
}

function toCount(row: Record<string, unknown> | undefined): { items: number; bytes: number } {
  return { items: Number(row?.["items"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
}
