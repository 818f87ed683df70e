import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClock } from "../../clock.ts";
import { ReadCache } from "../../store/read-cache.ts";
import { openEngine, type Engine } from "./engine.ts";
import type { KeyPredicate } from "./expressions/key-condition.ts";
import { NO_THROUGHPUT } from "./index-definition.ts";
import { keyOf } from "./item-key.ts";
import { bucketStart, partitionBytes } from "./key-codec.ts";
import { readPage } from "./page.ts";
import type { RowRange } from "./row-reader.ts";
import type { Table } from "./table.ts";
import { parseItem, type Item } from "./value.ts";

const CONFIG = { accountId: "000000000000", region: "eu-west-1" };
const number = fc.integer({ min: -30, max: 30 }).map((tenths) => tenths / 10);

function openTable(): { engine: Engine; table: Table } {
  const db = new DatabaseSync(":memory:");
  const store = {
    db,
    readCache: <T>() => new ReadCache<T>(),
    transaction: <T>(work: () => T): T => work(),
  };
  const engine = openEngine({ store, clock: createClock({ pace: "manual" }), config: CONFIG });
  const table = engine.tables.insert({
    name: "Events",
    arn: "arn:aws:dynamodb:eu-west-1:000000000000:table/Events",
    id: "id",
    key: { hash: { name: "pk", type: "S" }, range: { name: "at", type: "N" } },
    attributes: [],
    indexes: [
      {
        name: "ByGroup",
        kind: "global",
        key: { hash: { name: "group", type: "S" }, range: { name: "rank", type: "N" } },
        projection: "ALL",
        included: [],
        throughput: NO_THROUGHPUT,
      },
    ],
    billing: "PAY_PER_REQUEST",
    throughput: NO_THROUGHPUT,
    createdAt: 0,
    tags: {},
    deletionProtection: false,
    tableClass: "STANDARD",
  });
  return { engine, table };
}

function put(engine: Engine, table: Table, item: Item): void {
  engine.items.put(table, keyOf(item, table.key), item);
}

/** Reads page after page, going on as a client does, with the last key of each. */
function readAll(engine: Engine, range: RowRange, limit: number): Item[] {
  const all: Item[] = [];
  let after: RowRange["after"];
  for (;;) {
    const page = readPage(engine.db, {
      range: { ...range, after },
      limit,
      filter: undefined,
      projection: undefined,
      allAttributes: false,
      consistent: false,
    });
    all.push(...page.items);
    if (page.lastKey === undefined) return all;
    const item = keyOf(page.lastKey, range.table.key);
    after = { place: keyOf(page.lastKey, range.index?.key ?? range.table.key), item };
  }
}

function numberAt(item: Item, name: string): number {
  const value = item[name]!;
  return "N" in value ? Number(value.N) : Number.NaN;
}

type Holds = (at: number, low: number, high: number) => boolean;

const OPERATORS: readonly (readonly [KeyPredicate["operator"], Holds])[] = [
  ["=", (at, low) => at === low],
  ["<", (at, low) => at < low],
  ["<=", (at, low) => at <= low],
  [">", (at, low) => at > low],
  [">=", (at, low) => at >= low],
  ["between", (at, low, high) => at >= low && at <= high],
];

describe("readPage", () => {
  test("finds in a partition what a filter over all items would find, in order", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(number, { maxLength: 25 }),
        fc.constantFrom(...OPERATORS),
        fc.tuple(number, number).map((pair) => pair.toSorted((a, b) => a - b)),
        fc.record({ reverse: fc.boolean(), limit: fc.integer({ min: 1, max: 6 }) }),
        (ats, [operator, holds], [low, high], { reverse, limit }) => {
          const { engine, table } = openTable();
          for (const pk of ["p", "q"]) {
            for (const at of ats) {
              put(engine, table, parseItem({ pk: { S: pk }, at: { N: String(at) } }));
            }
          }
          const values = [low!, high!].map((bound) => ({ N: String(bound) }));
          const range: RowRange = {
            table,
            partition: partitionBytes({ S: "p" }),
            sort: { operator, values: operator === "between" ? values : values.slice(0, 1) },
            reverse,
          };
          const expected = ats
            .filter((at) => holds(at, low!, high!))
            .sort((left, right) => (reverse ? right - left : left - right));
          expect(readAll(engine, range, limit).map((item) => numberAt(item, "at"))).toEqual(
            expected.map((at) => at + 0),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test("pages through an index after any history of puts and deletes", () => {
    const step = fc.record({
      pk: fc.constantFrom("a", "b", "c", "d"),
      group: fc.option(fc.constantFrom("g", "h"), { nil: undefined }),
      rank: fc.integer({ min: 0, max: 2 }),
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        (steps, limit) => {
          const { engine, table } = openTable();
          const model = new Map<string, Item>();
          for (const { pk, group, rank, remove } of steps) {
            const item = parseItem({
              pk: { S: pk },
              at: { N: "0" },
              rank: { N: String(rank) },
              ...(group !== undefined && { group: { S: group } }),
            });
            if (remove) engine.items.delete(table, keyOf(item, table.key));
            else put(engine, table, item);
            if (remove) model.delete(pk);
            else model.set(pk, item);
          }
          const index = table.indexes[0];
          const partition = partitionBytes({ S: "g" });
          const found = readAll(engine, { table, index, partition }, limit);
          const expected = [...model.values()].filter(
            ({ group }) => group !== undefined && "S" in group && group.S === "g",
          );
          expect(found.map((item) => numberAt(item, "rank"))).toEqual(
            expected.map((item) => numberAt(item, "rank")).sort((a, b) => a - b),
          );
          expect(new Set(found.map(({ pk }) => JSON.stringify(pk)))).toEqual(
            new Set(expected.map(({ pk }) => JSON.stringify(pk))),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test("splits a table into segments without gap or overlap", () => {
    const { engine, table } = openTable();
    const names = Array.from({ length: 100 }, (_, index) => `p${index}`);
    for (const pk of names) put(engine, table, parseItem({ pk: { S: pk }, at: { N: "1" } }));
    const cut = bucketStart(2 ** 30);
    const halves = [
      { from: bucketStart(0), before: cut },
      { from: cut, before: undefined },
    ].map((segment) => readAll(engine, { table, segment }, 7));
    expect(halves.map((half) => half.length > 0)).toEqual([true, true]);
    const found = halves.flat().map(({ pk }) => (pk !== undefined && "S" in pk ? pk.S : ""));
    expect(found.toSorted()).toEqual(names.toSorted());
  });
});
