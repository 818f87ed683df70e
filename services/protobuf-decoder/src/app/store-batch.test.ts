import { logger } from "@blueprints/lambda-kit/observe";
import type { StreamRecord } from "@blueprints/lambda-kit/stream";
import { describe, expect, test } from "vitest";
import { aRecord, someRules } from "../../test/builders.ts";
import {
  inMemoryDestination,
  inMemoryProgress,
  unavailable,
  type BeforeWrite,
} from "../../test/in-memory-stores.ts";
import { storeBatch, type StoreBatchDeps } from "./store-batch.ts";

logger.setLogLevel("SILENT");

function aService(before?: BeforeWrite) {
  const { destination, objects } = inMemoryDestination(before);
  const deps: StoreBatchDeps = {
    rules: someRules(),
    destination,
    progress: inMemoryProgress(before),
  };
  const store = (records: readonly StreamRecord[]) =>
    storeBatch(deps, records, new AbortController().signal);
  return { objects, store };
}

function someRecords(from: number, to: number): StreamRecord[] {
  return Array.from({ length: to - from }, (_, index) => aRecord(from + index));
}

/** What throws at the nth write. */
function failingAt(wanted: number, error: () => Error): BeforeWrite {
  let writes = 0;
  return () => {
    writes += 1;
    if (writes === wanted) throw error();
  };
}

describe("storeBatch", () => {
  test("stores nothing of an empty batch", async () => {
    const { objects, store } = aService();
    expect(await store([])).toEqual({ again: [], decoded: 0, rejections: [] });
    expect(objects.size).toBe(0);
  });

  test("skips what an earlier delivery has stored, and names the rest after its own first", async () => {
    const { objects, store } = aService();
    await store(someRecords(0, 3));
    const { decoded } = await store(someRecords(1, 5));
    expect(decoded).toBe(2);
    expect([...objects.values()].map(({ body }) => Buffer.from(body).toString())).toEqual([
      '"message 0"\n"message 1"\n"message 2"\n',
      '"message 3"\n"message 4"\n',
    ]);
  });

  test.each([
    ["the run's beginning", 1],
    ["an object", 2],
    ["the run's end", 3],
  ])(
    "has all come again from the first record not stored when %s is not written",
    async (_what, at) => {
      const { store } = aService(failingAt(3 + at, unavailable));
      await store(someRecords(0, 3));
      expect(await store(someRecords(0, 6))).toMatchObject({ again: [aRecord(3).sequenceNumber] });
      expect(await store(someRecords(3, 6))).toMatchObject({ again: [], decoded: 3 });
    },
  );

  test("fails as a whole when a write is refused for good", async () => {
    const { store } = aService(failingAt(2, () => new Error("AccessDenied")));
    await expect(store(someRecords(0, 3))).rejects.toThrow("AccessDenied");
  });

  test("stores two gaps around a stored run each for itself", async () => {
    const { objects, store } = aService();
    await store(someRecords(2, 4));
    await store(someRecords(0, 6));
    const lines = [...objects.values()].map(({ body }) => Buffer.from(body).toString());
    expect(lines).toEqual([
      '"message 2"\n"message 3"\n',
      '"message 0"\n"message 1"\n',
      '"message 4"\n"message 5"\n',
    ]);
  });

  test.each([
    ["of two shards", [aRecord(0), aRecord(1, { shardId: "shardId-000000000001" })]],
    ["of two streams", [aRecord(0), aRecord(1, { streamArn: "arn:aws:kinesis:x:y:stream/z" })]],
    ["out of order", [aRecord(1), aRecord(0)]],
    ["that come twice", [aRecord(0), aRecord(0)]],
  ])("refuses records %s, and writes nothing", async (_what, batch) => {
    const { objects, store } = aService();
    await expect(store(batch)).rejects.toMatchObject({ code: "NotOneShard" });
    expect(objects.size).toBe(0);
  });
});
