import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../errors.ts";
import { dataPrefix, errorPrefix, readPrefix, type PrefixValues } from "./prefix.ts";

const VALUES: PrefixValues = {
  oldestAt: Date.UTC(2026, 0, 5, 3, 4, 9),
  timeZone: "UTC",
  partition: { query: { kind: "sale" }, lambda: { client: "c1" } },
  errorType: "processing-failed",
};

describe("a prefix", () => {
  test.each([
    ["raw/", "raw/2026/01/05/03/"],
    ["", "2026/01/05/03/"],
    ["a/!{timestamp:yyyy-MM-dd'T'HH:mm:ss}/", "a/2026-01-05T03:04:09/"],
    ["!{partitionKeyFromQuery:kind}/!{partitionKeyFromLambda:client}/x", "sale/c1/x"],
    ["!{timestamp:yy/M/d}/", "26/1/5/"],
  ])("%j becomes %j", (text, expected) => {
    expect(dataPrefix(text).evaluate(VALUES)).toBe(expected);
  });

  test("goes by its time zone", () => {
    const prefix = readPrefix("!{timestamp:yyyy/MM/dd/HH}");
    expect(prefix.evaluate({ ...VALUES, timeZone: "America/New_York" })).toBe("2026/01/04/22");
  });

  test("makes another random text of eleven characters each time", () => {
    const made = new Set(
      [1, 2, 3].map(() => readPrefix("!{firehose:random-string}").evaluate(VALUES)),
    );
    expect(made.size).toBe(3);
    for (const text of made) expect(text).toMatch(/^[\w-]{11}$/);
  });

  test("of errors says what failed", () => {
    const text = "error/!{firehose:error-output-type}/";
    expect(errorPrefix(text).evaluate(VALUES)).toBe("error/processing-failed/");
    expect(errorPrefix(undefined, "raw/").evaluate(VALUES)).toBe(
      "raw/processing-failed/2026/01/05/03/",
    );
  });

  test.each(["!{nowhere:x}", "!{firehose:other}", "!{timestamp:yyyy", "!{timestamp:YYYY}"])(
    "%s is refused",
    (text) => {
      expect(() => readPrefix(text)).toThrow(AwsError);
    },
  );

  test("without expressions is the text itself", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("!{")),
        (text) => {
          expect(readPrefix(text).evaluate(VALUES)).toBe(text);
        },
      ),
    );
  });
});
