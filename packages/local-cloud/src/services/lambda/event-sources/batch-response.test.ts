import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBatchResponse } from "./batch-response.ts";

const IDS = new Set(["a", "b"]);
const read = (text: string) => readBatchResponse(Buffer.from(text), IDS);

describe("readBatchResponse", () => {
  test.each(["", "null", '""', "{}", '{"batchItemFailures":[]}', '{"batchItemFailures":null}'])(
    "takes %j for success",
    (text) => {
      expect(read(text)).toBe("done");
    },
  );

  test.each([
    '{"batchItemFailures":[{"itemIdentifier":""}]}',
    '{"batchItemFailures":[{"itemIdentifier":null}]}',
    '{"batchItemFailures":[{"id":"a"}]}',
    '{"batchItemFailures":[{"itemIdentifier":"c"}]}',
    '{"batchItemFailures":"a"}',
    "not json",
  ])("takes %j for a failure of the whole batch", (text) => {
    expect(read(text)).toBe("failed");
  });

  test("names the items that failed", () => {
    const text = '{"batchItemFailures":[{"itemIdentifier":"b"}]}';
    expect(read(text)).toEqual({ failedIds: ["b"] });
  });

  test("reads any JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => read(text)).not.toThrow();
      }),
    );
  });
});
