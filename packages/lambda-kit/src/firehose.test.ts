import middy from "@middy/core";
import type { Context } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidError } from "./errors.ts";
import {
  firehoseAnswer,
  firehoseRecords,
  readFirehoseEvent,
  transformEach,
  type Transformed,
} from "./firehose.ts";

function anEvent(...data: readonly (string | Uint8Array)[]): object {
  return {
    invocationId: "i",
    deliveryStreamArn: "arn:aws:firehose:eu-west-1:000000000000:deliverystream/s",
    region: "eu-west-1",
    records: data.map((bytes, at) => ({
      recordId: `record-${at}`,
      approximateArrivalTimestamp: 1_000 + at,
      data: Buffer.from(bytes).toString("base64"),
    })),
  };
}

function transformer(transform: (text: string) => Transformed) {
  return middy()
    .use(firehoseRecords())
    .handler(({ records }) => transformEach(records, ({ data }) => transform(data.toString())));
}

// oxlint-disable-next-line typescript/consistent-type-assertions -- the stack reads nothing of it
const run = (handler: ReturnType<typeof transformer>, event: object) =>
  handler(event as never, {} as Context) as Promise<unknown>;

const textOf = (base64: string): string => Buffer.from(base64, "base64").toString();

describe("a transformer", () => {
  test("answers every record under its id, in order, each as a line", async () => {
    const handler = transformer((text) => ({ result: "Ok", data: text.toUpperCase() }));
    expect(await run(handler, anEvent("a", "b\n"))).toEqual({
      records: [
        { recordId: "record-0", result: "Ok", data: Buffer.from("A\n").toString("base64") },
        { recordId: "record-1", result: "Ok", data: Buffer.from("B\n").toString("base64") },
      ],
    });
  });

  test("hands partition keys to the prefix", async () => {
    const handler = transformer((data) => ({ result: "Ok", data, partitionKeys: { kind: data } }));
    expect(await run(handler, anEvent("x"))).toMatchObject({
      records: [{ metadata: { partitionKeys: { kind: "x" } } }],
    });
  });

  test("fails the record alone whose transformation throws", async () => {
    const handler = transformer((data) => {
      if (data === "bad") throw new InvalidError("NoGood", "no good");
      return data === "odd" ? { result: "Dropped" } : { result: "Ok", data };
    });
    expect(await run(handler, anEvent("a", "bad", "odd", "c"))).toMatchObject({
      records: [
        { recordId: "record-0", result: "Ok" },
        { recordId: "record-1", result: "ProcessingFailed" },
        { recordId: "record-2", result: "Dropped" },
        { recordId: "record-3", result: "Ok" },
      ],
    });
  });

  test("answers within 6 MB, and fails what finds no room in it", async () => {
    const handler = transformer((data) => ({ result: "Ok", data }));
    const answer = await run(handler, anEvent(...Array(7).fill("x".repeat(900_000)), "small"));
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(6_291_456);
    const { records } = answer as { records: { recordId: string; result: string }[] };
    expect(records.map(({ recordId }) => recordId)).toEqual(
      Array.from({ length: 8 }, (_, at) => `record-${at}`),
    );
    const results = records.map(({ result }) => result);
    expect(results.slice(0, 5)).toEqual(Array(5).fill("Ok"));
    expect(results.slice(5)).toEqual(["ProcessingFailed", "ProcessingFailed", "Ok"]);
  });

  test.each([null, {}, [], "text", { records: [{}] }, { Records: [] }])(
    "refuses %j by name",
    async (event) => {
      const handler = transformer((data) => ({ result: "Ok", data }));
      await expect(run(handler, event as object)).rejects.toMatchObject({
        code: "NotAFirehoseEvent",
      });
    },
  );

  test("does not answer with fewer results than there are records", () => {
    const records = readFirehoseEvent(anEvent("a", "b"));
    expect(() => firehoseAnswer(records, [{ result: "Dropped" }])).toThrow("1 results for 2");
  });
});

test("ids in are ids out, and bytes come back as they were given, for all records", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), async (texts) => {
      const handler = transformer((data) => ({ result: "Ok", data }));
      const answer = (await run(handler, anEvent(...texts))) as {
        records: { recordId: string; data: string }[];
      };
      expect(answer.records.map(({ recordId }) => recordId)).toEqual(
        texts.map((_, at) => `record-${at}`),
      );
      expect(answer.records.map(({ data }) => textOf(data))).toEqual(
        texts
          .map((text) => Buffer.from(text).toString())
          .map((text) => (text.endsWith("\n") ? text : `${text}\n`)),
      );
    }),
    { numRuns: 40 },
  );
});
