import type { Capacity, ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import { indexKeyOf } from "./item-key.ts";
import { itemSize } from "./item-size.ts";
import type { StoredItem } from "./item-store.ts";
import { projectedNames, type IndexRecord, type Table } from "./table.ts";
import { equalItems, itemOf, type Item } from "./value.ts";

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** Capacity units taken of one table and of its indexes. */
export interface Units {
  readonly table: number;
  readonly indexes: ReadonlyMap<string, number>;
}

/** Capacity units of reading `bytes`: half of it when the read is only eventually consistent. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(Math.ceil(bytes / READ_UNIT_BYTES), 1) * (consistent ? 1 : 0.5);
}

/** The attributes of an item that an index holds. */
export function projectedItem(item: Item, names: ReadonlySet<string> | undefined): Item {
  if (names === undefined) return item;
  return itemOf(Object.entries(item).filter(([name]) => names.has(name)));
}

/** Capacity units of replacing one item by another; indexes count only when they change. */
export function writeUnits(
  table: Table,
  before: StoredItem | undefined,
  after: Item | undefined,
): Units {
  const bytes = Math.max(before?.size ?? 0, after === undefined ? 0 : itemSize(after));
  const indexes = new Map<string, number>();
  for (const index of table.indexes) {
    const units = indexUnits(table, index, { before: before?.item, after });
    if (units > 0) indexes.set(index.name, units);
  }
  return { table: unitsOf(bytes), indexes };
}

function unitsOf(bytes: number): number {
  return Math.max(Math.ceil(bytes / WRITE_UNIT_BYTES), 1);
}

function indexUnits(
  table: Table,
  index: IndexRecord,
  items: { before: Item | undefined; after: Item | undefined },
): number {
  const names = projectedNames(table, index);
  const [before, after] = [items.before, items.after].map((item) => {
    const key = item === undefined ? undefined : indexKeyOf(item, index.key);
    return item === undefined || key === undefined
      ? undefined
      : { key: Buffer.concat([key.hash, key.range]), item: projectedItem(item, names) };
  });
  const sizes = [before, after].flatMap((entry) => (entry ? [itemSize(entry.item)] : []));
  const [first = 0, second = 0] = sizes;
  if (before === undefined || after === undefined) return sizes.length === 0 ? 0 : unitsOf(first);
  if (equalItems(before.item, after.item)) return 0;
  // A changed index key takes two writes: one to delete the old entry, one to put the new one.
  return before.key.equals(after.key)
    ? unitsOf(Math.max(first, second))
    : unitsOf(first) + unitsOf(second);
}

export const NO_UNITS: Units = { table: 0, indexes: new Map() };

export function addUnits(left: Units, right: Units): Units {
  const indexes = new Map(left.indexes);
  for (const [name, units] of right.indexes) indexes.set(name, (indexes.get(name) ?? 0) + units);
  return { table: left.table + right.table, indexes };
}

export function scaleUnits({ table, indexes }: Units, factor: number): Units {
  return {
    table: table * factor,
    indexes: new Map([...indexes].map(([name, units]) => [name, units * factor])),
  };
}

/** The `ConsumedCapacity` of an answer, as far as `ReturnConsumedCapacity` asks for it. */
export function consumedCapacity(
  wanted: string | undefined,
  table: Table,
  units: Units,
): ConsumedCapacity | undefined {
  if (wanted !== "TOTAL" && wanted !== "INDEXES") return undefined;
  const total = [...units.indexes.values()].reduce((sum, index) => sum + index, units.table);
  const summary = { TableName: table.name, CapacityUnits: total };
  if (wanted === "TOTAL") return summary;
  return {
    ...summary,
    Table: { CapacityUnits: units.table },
    ...indexCapacity(table, units, "local"),
    ...indexCapacity(table, units, "global"),
  };
}

function indexCapacity(
  table: Table,
  units: Units,
  kind: "local" | "global",
): Partial<ConsumedCapacity> {
  const capacities: Record<string, Capacity> = Object.create(null);
  for (const index of table.indexes) {
    const taken = index.kind === kind ? units.indexes.get(index.name) : undefined;
    if (taken !== undefined) capacities[index.name] = { CapacityUnits: taken };
  }
  if (Object.keys(capacities).length === 0) return {};
  return kind === "local"
    ? { LocalSecondaryIndexes: capacities }
    : { GlobalSecondaryIndexes: capacities };
}
