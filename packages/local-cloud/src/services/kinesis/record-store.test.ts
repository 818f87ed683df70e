import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../store/store.ts";
import { openRecords, type RecordStore, type ShardKey } from "./record-store.ts";

const dataDir = mkdtempSync(join(tmpdir(), "kinesis-records-"));
let store: Store;
let records: RecordStore;
let streams = 0;

beforeAll(() => {
  store = openStore(dataDir);
  records = openRecords(store);
});

afterAll(() => {
  store.close();
  rmSync(dataDir, { recursive: true });
});

/** A shard of its own with one record for each time, in their order. */
function aShard(times: readonly number[]): ShardKey {
  streams += 1;
  const key = { stream: streams, shard: 0 };
  records.append(key.stream, (appender) => {
    for (const arrivedAt of times.toSorted((left, right) => left - right)) {
      const record = { arrivedAt, encrypted: false, partitionKey: "k", data: new Uint8Array([1]) };
      appender.append(key.shard, record);
    }
  });
  return key;
}

const aTime = fc.integer({ min: 0, max: 20 });

describe("the records of a shard", () => {
  test("are found by time, also after some have been trimmed", () => {
    fc.assert(
      fc.property(fc.array(aTime, { maxLength: 30 }), aTime, aTime, (times, horizon, since) => {
        const key = aShard(times);
        records.trim(key, horizon);
        const kept = times.filter((time) => time >= horizon).sort((left, right) => left - right);
        expect([...records.read(key, 0)].map(({ arrivedAt }) => arrivedAt)).toEqual(kept);
        const wanted = kept.filter((time) => time >= since);
        const from = records.firstSince(key, since);
        expect([...records.read(key, from)].map(({ arrivedAt }) => arrivedAt)).toEqual(wanted);
        expect(records.next(key)).toBe(times.length);
      }),
    );
  });

  test("are all written or not at all", () => {
    const key = aShard([1]);
    const record = { arrivedAt: 2, encrypted: false, partitionKey: "k", data: new Uint8Array() };
    const failing = (): void =>
      records.append(key.stream, (appender) => {
        appender.append(key.shard, record);
        throw new Error("half way");
      });
    expect(failing).toThrow("half way");
    expect(records.next(key)).toBe(1);
    expect([...records.read(key, 0)]).toHaveLength(1);
  });

  test("never take a place again that a trimmed one had", () => {
    const key = aShard([1, 2, 3]);
    records.trim(key, 10);
    const record = { arrivedAt: 11, encrypted: true, partitionKey: "k", data: new Uint8Array() };
    expect(records.append(key.stream, (appender) => appender.append(key.shard, record))).toBe(3);
  });
});
