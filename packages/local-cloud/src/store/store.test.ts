import fc from "fast-check";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DataBrokenError, DataInUseError, discardStore, openStore, type Store } from "./store.ts";

let dataDir: string;
let store: Store;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "store-"));
  store = openStore(dataDir);
});

afterEach(() => {
  store.close();
  rmSync(dataDir, { recursive: true });
});

describe("a store", () => {
  test("refuses a second opener of the same folder, and takes one after the first has closed", () => {
    expect(() => openStore(dataDir)).toThrow("in use");
    store.collection("c").put("k", 1);
    store.close();
    store = openStore(dataDir);
    expect(store.collection("c").get("k")).toBe(1);
  });

  test("is discarded once nobody has it open, even when it is broken", () => {
    store.collection("c").put("k", 1);
    expect(() => discardStore(dataDir)).toThrow(DataInUseError);
    expect(store.collection("c").get("k")).toBe(1);
    store.close();
    writeFileSync(join(dataDir, "cloud.sqlite"), "x".repeat(9000));
    expect(() => openStore(dataDir)).toThrow(DataBrokenError);
    discardStore(dataDir);
    expect(existsSync(dataDir)).toBe(false);
    discardStore(dataDir);
    store = openStore(dataDir);
  });

  test("discards no folder that is not a cloud's", () => {
    const folder = mkdtempSync(join(tmpdir(), "photos-"));
    writeFileSync(join(folder, "photo.jpg"), "");
    expect(() => discardStore(folder)).toThrow("holds no data of a local cloud");
    expect(existsSync(join(folder, "photo.jpg"))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  test("undoes everything of a transaction that throws, nested ones included", () => {
    const records = store.collection<number>("c");
    records.put("a", 1);
    expect(() =>
      store.transaction(() => {
        records.put("a", 2);
        store.transaction(() => records.put("b", 3));
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(records.entries()).toEqual([["a", 1]]);
  });
});

describe("a collection", () => {
  test("forgets what a transaction wrote that was undone, however often it is opened", () => {
    const [records, same] = [store.collection<number>("c"), store.collection<number>("c")];
    records.put("a", 1);
    expect(() =>
      store.transaction(() => {
        records.put("a", 2);
        same.delete("b");
        records.put("b", 3);
        expect(same.get("a")).toBe(2);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect([same.get("a"), records.get("b")]).toEqual([1, undefined]);
    same.delete("a");
    expect(records.get("a")).toBeUndefined();
  });

  test("gives a fresh copy every time, of small and large records", () => {
    const records = store.collection<{ text: string }>("c");
    for (const length of [1, 100_000]) {
      records.put("k", { text: "x".repeat(length) });
      const first = records.get("k");
      if (first !== undefined) first.text = "changed";
      expect(records.get("k")?.text).toHaveLength(length);
    }
  });

  test("gives back what was put, under any key, in key order", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), (values) => {
        const records = store.collection<unknown>("p");
        for (const [key] of records.entries()) records.delete(key);
        records.delete("");
        for (const [key, value] of Object.entries(values)) records.put(key, value);
        for (const [key, value] of Object.entries(values)) {
          expect(records.get(key)).toEqual(JSON.parse(JSON.stringify(value)));
        }
        expect(records.count()).toBe(Object.keys(values).length);
      }),
    );
  });

  test("lists by prefix, after a key, up to a limit", () => {
    const records = store.collection<number>("c");
    for (const key of ["a/1", "a/2", "a/3", "b/1"]) records.put(key, 0);
    const keys = records.entries({ prefix: "a/", after: "a/1", limit: 5 }).map(([key]) => key);
    expect(keys).toEqual(["a/2", "a/3"]);
    expect(records.entries({ limit: 2 })).toHaveLength(2);
  });
});
