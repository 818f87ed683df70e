import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../errors.ts";
import { formatIterator, parseIterator } from "./shard-iterator.ts";

const NOW = Date.UTC(2015, 0, 22, 1, 22, 2);
const ITERATOR = {
  arn: `arn:aws:kinesis:ap-southeast-2:000000000000:stream/${"n".repeat(128)}`,
  stream: 123_456,
  shard: 4321,
  position: 123_456_789_012,
  issuedAt: NOW,
};

describe("a shard iterator", () => {
  test("comes back as it went out, for five minutes, in at most 512 characters", () => {
    const text = formatIterator(ITERATOR);
    expect(text.length).toBeLessThanOrEqual(512);
    expect(parseIterator(text, NOW + 300_000)).toEqual(ITERATOR);
    expect(() => parseIterator(text, NOW + 301_000)).toThrow(
      "Iterator expired. The iterator was created at time Thu Jan 22 01:22:02 UTC 2015 while right now it is Thu Jan 22 01:27:03 UTC 2015 which is further in the future than the tolerated delay of 300000 milliseconds.",
    );
  });

  test("is refused with AWS's error when it is any other text", () => {
    const base64 = fc.jsonValue().map((value) => btoa(encodeURI(JSON.stringify(value))));
    fc.assert(
      fc.property(fc.oneof(fc.string(), base64), (text) => {
        expect(() => parseIterator(text, NOW)).toThrow(AwsError);
        expect(() => parseIterator(text, NOW)).toThrow("Invalid ShardIterator.");
      }),
    );
  });
});
