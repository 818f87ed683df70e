import type { Store } from "../../store/store.ts";
import type { Table, TableRecord } from "./table.ts";

/** The tables themselves, without their items. */
export interface TableStore {
  find(name: string): Table | undefined;
  byNumber(number: number): Table | undefined;
  insert(record: TableRecord): Table;
  update(table: Table): void;
  delete(table: Table): void;
  /** Names in order, after `after`. */
  names(after: string, limit: number): string[];
  all(): Table[];
}

export function openTableStore({ db, readCache }: Pick<Store, "db" | "readCache">): TableStore {
  const select = "SELECT number, record FROM dynamodb_tables";
  const byName = db.prepare(`${select} WHERE name = ?`);
  const byNumber = db.prepare(`${select} WHERE number = ?`);
  const every = db.prepare(`${select} ORDER BY name`);
  const add = db.prepare("INSERT INTO dynamodb_tables (name, record) VALUES (?, ?)");
  const change = db.prepare("UPDATE dynamodb_tables SET record = ? WHERE number = ?");
  const remove = db.prepare("DELETE FROM dynamodb_tables WHERE number = ?");
  const page = db.prepare("SELECT name FROM dynamodb_tables WHERE name > ? ORDER BY name LIMIT ?");

  // Every call on an item begins with its table.
  const known = readCache<Table>();
  const read = (name: string): Table | undefined => toTable(byName.get(name));

  return {
    find: (name) => known.get(name, read),
    byNumber: (number) => toTable(byNumber.get(number)),
    insert(record) {
      const { lastInsertRowid } = add.run(record.name, JSON.stringify(record));
      return { ...record, number: Number(lastInsertRowid) };
    },
    update({ number, ...record }) {
      known.delete(record.name);
      change.run(JSON.stringify(record), number);
    },
    delete({ name, number }) {
      known.delete(name);
      remove.run(number);
    },
    names: (after, limit) => page.all(after, limit).map(({ name }) => String(name)),
    all: () => every.all().flatMap((row) => toTable(row) ?? []),
  };
}

function toTable(row: Record<string, unknown> | undefined): Table | undefined {
  if (row === undefined) return undefined;
  // oxlint-disable-next-line typescript/consistent-type-assertions -- only `insert` and `update` write the column
  const record = JSON.parse(String(row["record"])) as TableRecord;
  return { ...record, number: Number(row["number"]) };
}
