import type { DatabaseSync } from "node:sqlite";
import { NO_UNITS, projectedItem, readUnits, type Units } from "./capacity.ts";
import { project } from "./document-path.ts";
import type { Condition } from "./expressions/condition-parser.ts";
import { satisfies } from "./expressions/evaluate.ts";
import type { Projection } from "./expressions/projection-parser.ts";
import { keyItem } from "./item-key.ts";
import { itemSize } from "./item-size.ts";
import type { StoredItem } from "./item-store.ts";
import { readRows, type RowRange } from "./row-reader.ts";
import { projectedNames } from "./table.ts";
import type { Item } from "./value.ts";

/** One page of a query or scan. */
export interface PageRequest {
  readonly range: RowRange;
  readonly limit: number | undefined;
  readonly filter: Condition | undefined;
  readonly projection: Projection | undefined;
  /** Of an index: take every attribute of the item, also those that the index lacks. */
  readonly allAttributes: boolean;
  readonly consistent: boolean;
}

export interface Page {
  readonly items: Item[];
  readonly scanned: number;
  readonly lastKey: Item | undefined;
  readonly units: Units;
}

const PAGE_BYTES = 1024 * 1024; // what one Query or Scan evaluates at most; Developer Guide

/** Reads items until the limit or 1 MB is reached, then filters and projects them. */
export function readPage(db: DatabaseSync, request: PageRequest): Page {
  const { range, limit = Number.POSITIVE_INFINITY } = request;
  const names = range.index === undefined ? undefined : projectedNames(range.table, range.index);
  const view: View = { names, fetch: needsFetch(request, names) };
  const items: Item[] = [];
  const read = { count: 0, bytes: 0, fetched: 0 };
  let lastKey: Item | undefined;
  for (const stored of readRows(db, range)) {
    const { item, bytes } = look(stored, view);
    read.count += 1;
    read.bytes += bytes;
    if (view.fetch) read.fetched += readUnits(stored.size, request.consistent);
    if (matches(item, request)) items.push(shape(item, request));
    if (read.count >= limit || read.bytes >= PAGE_BYTES) {
      lastKey = keyItem(stored.item, range.table.key, range.index?.key ?? range.table.key);
      break;
    }
  }
  return { items, scanned: read.count, lastKey, units: unitsOf(request, read) };
}

/** What of the items a table or index shows. */
interface View {
  /** The attributes of the index; `undefined` for all. */
  readonly names: ReadonlySet<string> | undefined;
  /** Whether what the index lacks is fetched from the table. */
  readonly fetch: boolean;
}

function look({ item, size }: StoredItem, { names, fetch }: View): { item: Item; bytes: number } {
  if (names === undefined) return { item, bytes: size };
  const projected = projectedItem(item, names);
  return { item: fetch ? item : projected, bytes: itemSize(projected) };
}

function matches(item: Item, { filter }: PageRequest): boolean {
  return filter === undefined || satisfies(filter, item);
}

/** A local index fetches from its table what it does not hold. */
function needsFetch(
  { range, allAttributes, projection }: PageRequest,
  names: ReadonlySet<string> | undefined,
): boolean {
  if (range.index?.kind !== "local" || names === undefined) return false;
  return allAttributes || [...(projection?.pathHeads ?? [])].some((name) => !names.has(name));
}

function shape(item: Item, { projection }: PageRequest): Item {
  return projection === undefined ? item : project(item, projection.tree);
}

function unitsOf(
  { range, consistent }: PageRequest,
  read: { bytes: number; fetched: number },
): Units {
  const units = readUnits(read.bytes, consistent);
  if (range.index === undefined) return { ...NO_UNITS, table: units };
  return { table: read.fetched, indexes: new Map([[range.index.name, units]]) };
}
