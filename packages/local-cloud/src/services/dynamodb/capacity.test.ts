import { describe, expect, test } from "vitest";
import { addUnits, consumedCapacity, readUnits, scaleUnits, writeUnits } from "./capacity.ts";
import { NO_THROUGHPUT } from "./index-definition.ts";
import { itemSize } from "./item-size.ts";
import type { StoredItem } from "./item-store.ts";
import type { Table } from "./table.ts";
import { parseItem, type Item } from "./value.ts";

const TABLE: Table = {
  number: 1,
  name: "Orders",
  arn: "arn:aws:dynamodb:eu-west-1:000000000000:table/Orders",
  id: "id",
  key: { hash: { name: "pk", type: "S" } },
  attributes: [
    { name: "pk", type: "S" },
    { name: "colour", type: "S" },
  ],
  indexes: [
    {
      name: "ByColour",
      kind: "global",
      key: { hash: { name: "colour", type: "S" } },
      projection: "KEYS_ONLY",
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
};

function anItem(colour?: string, bodyBytes = 0): Item {
  return parseItem({
    pk: { S: "p" },
    body: { S: "x".repeat(bodyBytes) },
    ...(colour !== undefined && { colour: { S: colour } }),
  });
}

function stored(item: Item): StoredItem {
  return { item, size: itemSize(item) };
}

describe("readUnits", () => {
  test.each([
    [0, true, 1],
    [4096, true, 1],
    [4097, true, 2],
    [4097, false, 1],
    [1, false, 0.5],
  ])("of %i bytes, consistent %s, is %d", (bytes, consistent, units) => {
    expect(readUnits(bytes, consistent)).toBe(units);
  });
});

describe("writeUnits", () => {
  test("counts the larger of the old and the new item", () => {
    const units = writeUnits(TABLE, stored(anItem(undefined, 3000)), anItem(undefined, 10));
    expect(units).toEqual({ table: 3, indexes: new Map() });
  });

  test.each([
    ["an entry that comes", undefined, "red", 1],
    ["an entry that goes", "red", undefined, 1],
    ["an entry that moves", "red", "blue", 2],
  ])("counts %s", (_, before, after, units) => {
    const written = writeUnits(TABLE, stored(anItem(before)), anItem(after));
    expect(written.indexes.get("ByColour")).toBe(units);
  });

  test("leaves out an index whose entry stays as it is", () => {
    const written = writeUnits(TABLE, stored(anItem("red", 1)), anItem("red", 2000));
    expect(written).toEqual({ table: 2, indexes: new Map() });
  });
});

describe("consumedCapacity", () => {
  const units = { table: 2, indexes: new Map([["ByColour", 1]]) };

  test("is told in total or by index, as asked", () => {
    expect(consumedCapacity(undefined, TABLE, units)).toBeUndefined();
    expect(consumedCapacity("NONE", TABLE, units)).toBeUndefined();
    expect(consumedCapacity("TOTAL", TABLE, units)).toEqual({
      TableName: "Orders",
      CapacityUnits: 3,
    });
    expect(consumedCapacity("INDEXES", TABLE, scaleUnits(addUnits(units, units), 0.5))).toEqual({
      TableName: "Orders",
      CapacityUnits: 3,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { ByColour: { CapacityUnits: 1 } },
    });
  });
});
