import middy from "@middy/core";
import type { Context } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { InvalidError, UnavailableError } from "./errors.ts";
import { logger } from "./observe.ts";
import {
  batchResponse,
  inOrder,
  kinesisBatch,
  readKinesisEvent,
  streamErrors,
  type BatchOutcome,
  type StreamRecord,
} from "./stream.ts";

logger.setLogLevel("SILENT");

const STREAM = "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks";

function aRecord(sequence: number, over: Record<string, unknown> = {}) {
  return {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey: `key-${sequence % 3}`,
      sequenceNumber: String(sequence),
      data: Buffer.from(`record ${sequence}`).toString("base64"),
      approximateArrivalTimestamp: 1_700_000_000.123,
      ...over,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `shardId-000000000006:${sequence}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: "arn:aws:iam::000000000000:role/r",
    awsRegion: "eu-west-1",
    eventSourceARN: STREAM,
  };
}

const anEvent = (...sequences: number[]) => ({ Records: sequences.map((at) => aRecord(at)) });

async function run(
  event: unknown,
  work: (records: readonly StreamRecord[]) => unknown,
): Promise<unknown> {
  const handler = middy()
    .use(streamErrors())
    .use(kinesisBatch())
    .handler(({ records }) => work(records));
  return handler(event as never, {} as Context).then(
    (result: unknown) => result,
    (error: Error) => ({ name: error.name, message: error.message }),
  );
}

const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe("readKinesisEvent", () => {
  test("gives the records of an event in their order, decoded once", () => {
    const [first, second] = readKinesisEvent(anEvent(7, 8));
    expect(first).toEqual({
      partitionKey: "key-1",
      sequenceNumber: "7",
      shardId: "shardId-000000000006",
      streamArn: STREAM,
      arrivedAt: new Date(1_700_000_000_123),
      data: Buffer.from("record 7"),
    });
    expect(second?.sequenceNumber).toBe("8");
  });

  test("names the stream when the event comes from a consumer of it", () => {
    const record = { ...aRecord(1), eventSourceARN: `${STREAM}/consumer/app:1700000000` };
    expect(readKinesisEvent({ Records: [record] })[0]?.streamArn).toBe(STREAM);
  });

  test.each(["", "AA==", "AAA=", "AAAA"])("takes %j as data", (data) => {
    const [record] = readKinesisEvent({ Records: [aRecord(1, { data })] });
    expect(Buffer.from(record?.data ?? []).toString("base64")).toBe(data);
  });

  test.each([
    { data: "not base64" },
    { data: "A" },
    { data: "AAA" },
    { data: 7 },
    { partitionKey: "" },
    { partitionKey: "k".repeat(257) },
    { sequenceNumber: "-1" },
    { sequenceNumber: "1".repeat(129) },
    { approximateArrivalTimestamp: 1e300 },
    { approximateArrivalTimestamp: "now" },
  ])("refuses a record with %j", (over) => {
    expect(() => readKinesisEvent({ Records: [aRecord(1, over)] })).toThrow(
      expect.objectContaining({ kind: "invalid", code: "NotAKinesisEvent" }),
    );
  });

  test("refuses anything that is no Kinesis event, by name", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.json().map((text) => JSON.parse(text) as unknown),
        ),
        (event) => {
          expect(() => readKinesisEvent(event)).toThrow(
            expect.objectContaining({ code: "NotAKinesisEvent" }),
          );
        },
      ),
    );
  });
});

describe("batchResponse", () => {
  test("names the lowest of the sequence numbers, by value", () => {
    expect(batchResponse([9, 10, 11].map(sequenced), ["11", "9", "10"])).toEqual(failures("9"));
  });

  test("names one that is to come again, and never one that is not", () => {
    const sequences = fc.uniqueArray(fc.bigInt({ min: 0n, max: 10n ** 56n }), { minLength: 1 });
    fc.assert(
      fc.property(sequences, fc.infiniteStream(fc.boolean()), (numbers, picks) => {
        const again = numbers.filter(() => picks.next().value);
        const { batchItemFailures } = batchResponse(numbers.map(sequenced), again.map(String));
        const lowest = again.reduce((low, next) => (next < low ? next : low), again[0] ?? 0n);
        expect(batchItemFailures).toEqual(
          again.length === 0 ? [] : [{ itemIdentifier: String(lowest) }],
        );
      }),
    );
  });

  test.each(["", "12"])("refuses %j, which is not of the batch", (stranger) => {
    expect(() => batchResponse([9].map(sequenced), [stranger])).toThrow(/not in the batch/);
  });
});

describe("kinesisBatch", () => {
  test("gives the handler its records, typed", () => {
    middy()
      .use(kinesisBatch())
      .handler(({ records }) => {
        expectTypeOf(records).toEqualTypeOf<readonly StreamRecord[]>();
      });
  });

  test.each([
    ["nothing", undefined, failures()],
    ["that none is to come again", { again: [] }, failures()],
    ["two that are to come again", { again: ["3", "2"] }, failures("2")],
  ])("answers Lambda when the handler answers %s", async (_what, outcome, response) => {
    expect(await run(anEvent(1, 2, 3), () => outcome)).toEqual(response);
  });

  test.each([{ again: [""] }, { again: ["4"] }, { again: "1" }, { failed: ["1"] }, "1"])(
    "fails the batch loudly when the handler answers %j",
    async (outcome) => {
      expect(await run(anEvent(1, 2, 3), () => outcome)).toMatchObject({ name: "StreamDefect" });
    },
  );

  test.each([null, {}, [], "x", { Records: [{}] }, { Records: [{ eventSource: "aws:s3" }] }])(
    "refuses the event %j by name",
    async (event) => {
      expect(await run(event, () => undefined)).toMatchObject({ name: "NotAKinesisEvent" });
    },
  );

  test("throws an expected error under its code, and a defect without its details", async () => {
    const unavailable = refuse(new UnavailableError("BucketBusy", "slow down"));
    const defect = refuse(new TypeError("secret of 10.0.0.3"));
    expect(await run(anEvent(1), unavailable)).toMatchObject({ name: "BucketBusy" });
    const failure = await run(anEvent(1), defect);
    expect(failure).toMatchObject({ name: "StreamDefect" });
    expect(JSON.stringify(failure)).not.toContain("10.0.0.3");
  });
});

describe("inOrder", () => {
  const records = [1, 2, 3, 4].map(sequenced);
  const failing = (at: string, error: Error) => async (record: { sequenceNumber: string }) => {
    if (record.sequenceNumber === at) throw error;
    handled.push(record.sequenceNumber);
  };
  let handled: string[] = [];

  async function handle(at: string, error: Error, quarantine?: () => Promise<void>) {
    handled = [];
    const outcome: BatchOutcome = await inOrder(records, failing(at, error), quarantine);
    return { ...outcome, handled };
  }

  test("handles every record", async () => {
    expect(await handle("none", new Error())).toEqual({ again: [], handled: ["1", "2", "3", "4"] });
  });

  test.each([new UnavailableError("Busy", "busy"), new TypeError("defect")])(
    "stops at the first record that fails with %s",
    async (failure) => {
      const outcome = await handle("3", failure, refuse(new Error("not called")));
      expect(outcome).toEqual({ again: ["3"], handled: ["1", "2"] });
    },
  );

  test("puts away what will never work, and moves on", async () => {
    const kept: unknown[] = [];
    const error = new InvalidError("BadClick", "no click");
    handled = [];
    const outcome = await inOrder(records, failing("2", error), async (record, reason) => {
      kept.push([record.sequenceNumber, reason.code]);
    });
    expect({ ...outcome, handled, kept }).toEqual({
      again: [],
      handled: ["1", "3", "4"],
      kept: [["2", "BadClick"]],
    });
  });

  test("brings a record again that could not be put away", async () => {
    const full = refuse(new UnavailableError("QuarantineDown", "down"));
    expect((await handle("2", new InvalidError("BadClick", "no click"), full)).again).toEqual([
      "2",
    ]);
    expect((await handle("2", new InvalidError("BadClick", "no click"))).again).toEqual(["2"]);
  });
});

function sequenced(sequence: number | bigint): { sequenceNumber: string } {
  return { sequenceNumber: String(sequence) };
}

function refuse(error: Error): () => Promise<never> {
  return async () => {
    throw error;
  };
}
