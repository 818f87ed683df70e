import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  doneCount,
  modelSource,
  startModel,
  until,
  type Delivered,
  type ModelRecord,
  type ModelShard,
  type Outcome,
} from "../../../../test/shard-model.ts";

function records(...sequences: number[]): ModelRecord[] {
  return sequences.map((sequence) => ({ sequence, key: `k${sequence % 5}`, arrivesAt: 0 }));
}

function aShard(shardId: string, over: Partial<ModelShard> = {}): ModelShard {
  return { shardId, parents: [], closed: false, records: [], ...over };
}

const numbersOf = (delivered: readonly Delivered[]) => delivered.map(({ sequences }) => sequences);

describe("pollShards", () => {
  test("takes batches of the mapping's size", async () => {
    const { clock, delivered, poll } = startModel({ mapping: { batchSize: 2 } });
    const stop = poll(modelSource([aShard("a", { records: records(1, 2, 3, 4, 5) })], clock));
    await until(clock, () => delivered.length === 3);
    await stop();
    expect(numbersOf(delivered)).toEqual([[1, 2], [3, 4], [5]]);
  });

  test("waits for the window to fill a batch, from its first record on", async () => {
    const { clock, delivered, poll } = startModel({ mapping: { windowSeconds: 20 } });
    const late = { sequence: 2, key: "k", arrivesAt: 15_000 };
    const stop = poll(modelSource([aShard("a", { records: [...records(1), late] })], clock));
    await clock.advance(0);
    await clock.advance(19_000);
    expect(delivered).toEqual([]);
    await clock.advance(1500);
    await stop();
    expect(numbersOf(delivered)).toEqual([[1, 2]]);
  });

  test("keeps an event within six megabytes", async () => {
    const { clock, delivered, events, poll } = startModel({});
    const big = records(1, 2, 3, 4, 5).map((one) => ({ ...one, key: "k".repeat(2_500_000) }));
    const stop = poll(modelSource([aShard("a", { records: big })], clock));
    await until(clock, () => delivered.length === 3);
    await stop();
    expect(numbersOf(delivered)).toEqual([[1, 2], [3, 4], [5]]);
    expect(Math.max(...events.map((event) => event.length))).toBeLessThan(6 * 1024 * 1024);
  });

  test("gives up a record that no invocation can carry, and goes on", async () => {
    const { clock, delivered, destination, poll } = startModel({ mapping: { batchSize: 2 } });
    const tooBig = { sequence: 2, key: "k".repeat(7_000_000), arrivesAt: 0 };
    const shard = aShard("a", { records: [...records(1), tooBig, ...records(3)] });
    const stop = poll(modelSource([shard], clock));
    await until(clock, () => delivered.length === 2);
    await stop();
    expect(numbersOf(delivered)).toEqual([[1], [3]]);
    expect(destination).toMatchObject([{ sequences: [2] }]);
  });

  test("passes over what the filter leaves out, and does not read it again", async () => {
    const filters = ['{"key":["k1"]}'];
    const { clock, delivered, stored, poll } = startModel({ mapping: { filters } });
    const shard = aShard("a", { records: records(1, 2, 6, 7) });
    const stop = poll(modelSource([shard], clock));
    await until(clock, () => stored.get("m/a")?.after === "7");
    await stop();
    expect(numbersOf(delivered)).toEqual([[1, 6]]);
  });

  test("splits a failing batch in halves down to the bad record", async () => {
    const { clock, delivered, destination, results, poll } = startModel({
      mapping: { bisect: true, maxRetries: 1 },
      outcome: (sequences) => (sequences.includes(3) ? "thrown" : "done"),
    });
    const stop = poll(modelSource([aShard("a", { records: records(1, 2, 3, 4) })], clock));
    await until(clock, () => delivered.length === 6);
    await stop();
    expect(numbersOf(delivered)).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]);
    expect(destination).toMatchObject([{ condition: "RetryAttemptsExhausted", sequences: [3] }]);
    const failed = "PROBLEM: Function call failed";
    expect(results).toEqual([failed, "OK", failed, failed, failed, "OK"]);
  });

  test("splits where the function says, which costs no attempt", async () => {
    const { clock, delivered, destination, poll } = startModel({
      mapping: { bisect: true, maxRetries: 0 },
      outcome: (sequences) => {
        const failedAt = sequences.indexOf(3);
        return failedAt === -1 ? "done" : { failedAt };
      },
    });
    const stop = poll(modelSource([aShard("a", { records: records(1, 2, 3, 4) })], clock));
    await until(clock, () => delivered.length === 4);
    await stop();
    expect(numbersOf(delivered)).toEqual([[1, 2, 3, 4], [3, 4], [3], [4]]);
    expect(destination).toMatchObject([{ sequences: [3] }]);
  });

  test("tells the destination what was given up, and why", async () => {
    const { clock, destination, poll } = startModel({
      mapping: { maxRetries: 2, batchSize: 2 },
      outcome: () => "thrown",
    });
    const stop = poll(modelSource([aShard("a", { records: records(1, 2) })], clock));
    await until(clock, () => destination.length === 1);
    await stop();
    expect(destination[0]?.body).toEqual({
      requestContext: {
        requestId: expect.any(String),
        functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:f",
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 3,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        functionError: "Unhandled",
      },
      version: "1.0",
      timestamp: expect.any(String),
      KinesisBatchInfo: {
        shardId: "a",
        startSequenceNumber: "1",
        endSequenceNumber: "2",
        approximateArrivalOfFirstRecord: "2026-01-15T00:00:00.000Z",
        approximateArrivalOfLastRecord: "2026-01-15T00:00:00.000Z",
        batchSize: 2,
        streamArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/s",
      },
      payload: '{"Records":[{"sequence":1,"key":"k1"},{"sequence":2,"key":"k2"}]}',
    });
  });

  test("gives up records that have become too old, and only those", async () => {
    const { clock, delivered, destination, poll } = startModel({
      mapping: { maxAgeSeconds: 60, batchSize: 1 },
      outcome: ([sequence]) => (sequence === 1 ? "thrown" : "done"),
    });
    const fresh = { sequence: 2, key: "k", arrivesAt: 50_000 };
    const stop = poll(modelSource([aShard("a", { records: [...records(1), fresh] })], clock));
    await until(clock, () => delivered.some(({ sequences }) => sequences[0] === 2));
    await stop();
    expect(destination).toMatchObject([{ condition: "RecordAgeExceeded", sequences: [1] }]);
  });

  test("lets one shard's poison, or one that cannot be read, not stop the others", async () => {
    const { clock, delivered, poll } = startModel({
      outcome: ([sequence]) => (sequence === 1 ? "thrown" : "done"),
    });
    const ids = ["poisoned", "unreadable", "sound"];
    const shards = ids.map((id, at) => aShard(id, { records: records(at + 1) }));
    const stop = poll(modelSource(shards, clock, (shardId) => shardId === "unreadable"));
    await until(clock, () => delivered.filter(({ outcome }) => outcome === "thrown").length > 5);
    await stop();
    expect(delivered.filter(({ sequences }) => sequences[0] === 3)).toHaveLength(1);
  });

  test("lets one key's poison not stop the other lanes of its shard", async () => {
    const { clock, delivered, poll } = startModel({
      mapping: { parallelization: 10, batchSize: 1 },
      outcome: ([sequence]) => (sequence === 1 ? "thrown" : "done"),
    });
    const all = Array.from({ length: 40 }, (_, at) => at + 1);
    const shard = aShard("a", {
      records: all.map((at) => ({ sequence: at, key: String(at), arrivesAt: 0 })),
    });
    const stop = poll(modelSource([shard], clock));
    await until(clock, () => delivered.filter(({ outcome }) => outcome === "thrown").length > 5);
    await stop();
    expect(delivered.filter(({ outcome }) => outcome === "done").length).toBeGreaterThan(20);
  });

  test("reads the children of a shard when it has been read to its end", async () => {
    const { clock, delivered, stored, poll } = startModel({});
    const shards = [
      aShard("child", { parents: ["left", "right", "long gone"], records: records(3) }),
      aShard("left", { closed: true, records: records(1) }),
      aShard("right", { closed: true, records: records(2) }),
    ];
    const stop = poll(modelSource(shards, clock));
    await until(clock, () => delivered.length === 3);
    await stop();
    expect(delivered[2]?.sequences).toEqual([3]);
    expect(stored.get("m/left")).toEqual({ ended: true });
  });

  test("stops reading a shard that has expired", async () => {
    const { clock, delivered, stored, poll } = startModel({ outcome: () => "thrown" });
    const shards = [aShard("old", { records: records(1) })];
    const stop = poll(modelSource(shards, clock));
    await until(clock, () => delivered.length > 0);
    shards.splice(0, 1, aShard("new"));
    await clock.advance(200_000);
    const before = delivered.length;
    await clock.advance(600_000);
    await stop();
    expect(delivered).toHaveLength(before);
    expect(stored.has("m/old")).toBe(false);
  });

  test("leaves no shard being read behind when it ends by a defect", async () => {
    const { clock, delivered, poll } = startModel({ outcome: () => "thrown" });
    const source = modelSource([aShard("a", { records: records(1) })], clock);
    let lists = 0;
    const shards = async () => {
      lists += 1;
      if (lists > 1) throw new TypeError("a defect");
      return source.shards();
    };
    const stop = poll({ ...source, shards });
    await until(clock, () => lists > 1);
    await expect(stop()).rejects.toThrow("a defect");
    const before = delivered.length;
    await clock.advance(600_000);
    expect(delivered).toHaveLength(before);
  });

  test("forgets shards that have expired", async () => {
    const { clock, stored, poll } = startModel({});
    stored.set("m/old", { ended: true });
    const stop = poll(modelSource([aShard("a")], clock));
    await clock.advance(1);
    await stop();
    expect(stored.has("m/old")).toBe(false);
  });
});

const KEYS = ["a", "b", "c", "d"];

const STREAM = fc
  .array(fc.record({ key: fc.constantFrom(...KEYS), arrivesAt: fc.nat(20_000) }), { maxLength: 40 })
  .map((drafts) => {
    const times = drafts.map(({ arrivesAt }) => arrivesAt).toSorted((a, b) => a - b);
    const all = drafts.map(({ key }, at) => ({ sequence: at + 1, key, arrivesAt: times[at] ?? 0 }));
    const cut = Math.floor(all.length / 2);
    return [
      aShard("parent", { closed: true, records: all.slice(0, cut) }),
      aShard("child", { parents: ["parent"], records: all.slice(cut) }),
    ];
  });

const OUTCOME: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("done" as const) },
  fc.constantFrom("thrown" as const, "throttled" as const, "malformed" as const),
  fc.nat(5).map((failedAt) => ({ failedAt })),
);

const SCENARIO = fc.record({
  shards: STREAM,
  outcomes: fc.array(OUTCOME, { maxLength: 40 }),
  expired: fc.array(fc.boolean(), { maxLength: 10 }),
  restartAtMs: fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 3 }),
  mapping: fc.record({
    batchSize: fc.integer({ min: 1, max: 7 }),
    windowSeconds: fc.constantFrom(0, 2),
    parallelization: fc.constantFrom(1, 2, 3),
    bisect: fc.boolean(),
    maxRetries: fc.constantFrom(-1, 0, 2),
  }),
});

describe("any course of failures", () => {
  test("gives every record at least once, in the order of its key, or to the destination", async () => {
    await fc.assert(
      fc.asyncProperty(SCENARIO, async ({ shards, outcomes, expired, restartAtMs, mapping }) => {
        const all = shards.flatMap((shard) => shard.records);
        const keyOf = new Map(all.map(({ sequence, key }) => [sequence, key]));
        const finished = new Set<number>();
        const left = [...outcomes];
        const model = startModel({
          mapping,
          outcome: (sequences) => {
            settle();
            checkOrder(sequences);
            const outcome = left.shift() ?? "done";
            const fits = typeof outcome !== "object" || outcome.failedAt < sequences.length;
            return fits ? outcome : "done";
          },
        });
        const { clock, delivered, destination, poll } = model;
        const settle = (): void => {
          for (const one of delivered) {
            for (const done of one.sequences.slice(0, doneCount(one))) finished.add(done);
          }
          for (const gone of destination.flatMap(({ sequences }) => sequences)) finished.add(gone);
        };
        const checkOrder = (sequences: readonly number[]): void => {
          const cut = shards[0]?.records.length ?? 0;
          for (const [index, sequence] of sequences.entries()) {
            const before = all.filter(
              (other) =>
                other.sequence < sequence &&
                (other.key === keyOf.get(sequence) || (other.sequence <= cut && sequence > cut)),
            );
            const ahead = new Set(sequences.slice(0, index));
            const missing = before.filter(
              (other) => !finished.has(other.sequence) && !ahead.has(other.sequence),
            );
            if (missing.length > 0) overtaken.push(sequence);
          }
        };
        const overtaken: number[] = [];
        const source = modelSource(shards, clock, () => expired.shift() ?? false);

        let stop = poll(source);
        for (const ms of restartAtMs) {
          await clock.advance(ms);
          await stop();
          stop = poll(source);
        }
        await until(clock, () => {
          settle();
          return finished.size === all.length;
        });
        await stop();
        expect(overtaken).toEqual([]);
        expect(mapping.maxRetries === -1 ? destination : []).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
