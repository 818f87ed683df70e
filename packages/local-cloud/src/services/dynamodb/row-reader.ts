import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { decodeItem } from "./item-codec.ts";
import type { KeyPredicate } from "./expressions/key-condition.ts";
import { afterPrefix, sortableBytes } from "./key-codec.ts";
import type { ItemKey } from "./item-key.ts";
import type { StoredItem } from "./item-store.ts";
import type { IndexRecord, Table } from "./table.ts";

/** Which items of a table or index to read, and in which order. */
export interface RowRange {
  readonly table: Table;
  readonly index?: IndexRecord | undefined;
  /** Partition bytes: one partition of a query, or the segment of a scan. */
  readonly partition?: Buffer;
  readonly segment?: { readonly from: Buffer; readonly before: Buffer | undefined };
  readonly sort?: KeyPredicate | undefined;
  /** Go on after this item. */
  readonly after?: { readonly place: ItemKey; readonly item: ItemKey } | undefined;
  readonly reverse?: boolean;
}

interface Clause {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const TABLE_ROWS = "SELECT size, item FROM dynamodb_items AS e WHERE e.table_number = ?";
const INDEX_ROWS = `SELECT i.size, i.item FROM dynamodb_entries AS e
  JOIN dynamodb_items AS i ON i.row_id = e.row_id
  WHERE e.table_number = ? AND e.index_name = ?`;

/** Reads items in key order, lazily: stop when the page is full. */
export function readRows(db: DatabaseSync, range: RowRange): Iterable<StoredItem> {
  const clauses = [
    ...partitionClauses(range),
    ...(range.sort === undefined ? [] : sortClauses(range.sort)),
    ...startClauses(range),
  ];
  const conditions = clauses.map(({ sql }) => ` AND ${sql}`).join("");
  const direction = range.reverse === true ? "DESC" : "ASC";
  const order = columnsOf(range)
    .map((column) => `${column} ${direction}`)
    .join(", ");
  const source = range.index === undefined ? TABLE_ROWS : INDEX_ROWS;
  const statement = db.prepare(`${source}${conditions} ORDER BY ${order}`);
  const scope = range.index === undefined ? [] : [range.index.name];
  const values = clauses.flatMap((clause) => clause.values);
  return decodeRows(statement.iterate(range.table.number, ...scope, ...values));
}

function* decodeRows(rows: Iterable<Record<string, unknown>>): Generator<StoredItem> {
  for (const row of rows) {
    yield { item: decodeItem(String(row["item"])), size: Number(row["size"]) };
  }
}

function columnsOf({ index }: RowRange): string[] {
  const columns = ["e.hash", "e.range"];
  return index === undefined ? columns : [...columns, "e.item_hash", "e.item_range"];
}

function partitionClauses({ partition, segment }: RowRange): Clause[] {
  if (partition !== undefined) return [{ sql: "e.hash = ?", values: [partition] }];
  if (segment === undefined) return [];
  const from = { sql: "e.hash >= ?", values: [segment.from] };
  return segment.before === undefined
    ? [from]
    : [from, { sql: "e.hash < ?", values: [segment.before] }];
}

function startClauses(range: RowRange): Clause[] {
  if (range.after === undefined) return [];
  const columns = columnsOf(range);
  const { place, item } = range.after;
  const values = [place.hash, place.range, item.hash, item.range].slice(0, columns.length);
  const operator = range.reverse === true ? "<" : ">";
  const marks = columns.map(() => "?").join(", ");
  return [{ sql: `(${columns.join(", ")}) ${operator} (${marks})`, values }];
}

function sortClauses({ operator, values }: KeyPredicate): Clause[] {
  const [first = Buffer.alloc(0), second = first] = values.map((value) => sortableBytes(value));
  if (operator === "between") return [{ sql: "e.range BETWEEN ? AND ?", values: [first, second] }];
  if (operator !== "begins_with") return [{ sql: `e.range ${operator} ?`, values: [first] }];
  const end = afterPrefix(first);
  const from = { sql: "e.range >= ?", values: [first] };
  return end === undefined ? [from] : [from, { sql: "e.range < ?", values: [end] }];
}
