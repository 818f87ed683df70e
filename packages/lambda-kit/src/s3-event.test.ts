import middy from "@middy/core";
import type { Context } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { compareSequencers, readS3Event, s3Input, type S3ObjectEvent } from "./s3-event.ts";

/** As S3 encodes keys in notifications: a form's URL encoding. */
function encodeKey(key: string): string {
  return new URLSearchParams([[key, ""]]).toString().slice(0, -1);
}

function aNotification(key: string, object: Record<string, unknown> = {}): unknown {
  const s3 = { bucket: { name: "photos" }, object: { key, ...object } };
  return { Records: [{ eventSource: "aws:s3", eventName: "ObjectCreated:Put", s3 }] };
}

function anEventBridgeEvent(key: string, object: Record<string, unknown> = {}): unknown {
  const detail = { bucket: { name: "photos" }, object: { key, ...object } };
  return { version: "0", source: "aws.s3", "detail-type": "Object Created", detail };
}

const CODES = ["none", "NotAnS3Event", "InvalidS3Key"];

function codeOf(event: unknown): string {
  try {
    readS3Event(event);
  } catch (error) {
    return (error as Error).name;
  }
  return "none";
}

const KEYS = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" });

describe("readS3Event", () => {
  test.each([
    { encoded: "a+b.png", key: "a b.png" },
    { encoded: "a%2Bb.png", key: "a+b.png" },
    { encoded: "50%25.png", key: "50%.png" },
    { encoded: "%252e%252e/x", key: "%2e%2e/x" },
    { encoded: "%C3%BC/%F0%9F%90%88.jpg", key: "ü/🐈.jpg" },
    { encoded: "../x", key: "../x" },
  ])("decodes $encoded of a notification to $key, once", ({ encoded, key }) => {
    expect(readS3Event(aNotification(encoded))).toEqual([{ bucket: "photos", key }]);
  });

  test.each(["a+b.png", "a%2Bb.png", "50%.png", "a b.png"])(
    "takes %s of an EventBridge event as it stands",
    (key) => {
      expect(readS3Event(anEventBridgeEvent(key))).toEqual([{ bucket: "photos", key }]);
    },
  );

  test("tells the same of any key, whichever way the news came", () => {
    fc.assert(
      fc.property(KEYS, (key) => {
        const objects = readS3Event(anEventBridgeEvent(key));
        expect(objects).toEqual([{ bucket: "photos", key }]);
        expect(readS3Event(aNotification(encodeKey(key)))).toEqual(objects);
      }),
      { numRuns: 1000 },
    );
  });

  test("gives both kinds one shape", () => {
    const expected: S3ObjectEvent = {
      bucket: "photos",
      key: "cat.jpg",
      versionId: "v1",
      sequencer: "0055AED6DCD90281E5",
      sizeBytes: 1024,
      etag: "d41d8cd9",
    };
    const common = { size: 1024, sequencer: "0055AED6DCD90281E5" };
    const notification = aNotification("cat.jpg", { ...common, eTag: "d41d8cd9", versionId: "v1" });
    const event = anEventBridgeEvent("cat.jpg", {
      ...common,
      etag: "d41d8cd9",
      "version-id": "v1",
    });
    expect(readS3Event(notification)).toEqual([expected]);
    expect(readS3Event(event)).toEqual([expected]);
  });

  test("finds nothing in the test notification of S3", () => {
    expect(readS3Event({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "photos" })).toEqual(
      [],
    );
  });

  test("refuses a notification's key that is not URL-encoded", () => {
    expect(codeOf(aNotification("50%.png"))).toBe("InvalidS3Key");
  });

  test("refuses everything else with a type", () => {
    const almost = fc.record({
      Records: fc.array(fc.record({ eventSource: fc.constant("aws:s3"), s3: fc.anything() })),
    });
    const event = fc.oneof(
      fc.anything(),
      almost,
      fc.record({ source: fc.constant("aws.s3"), detail: fc.anything() }),
    );
    fc.assert(
      fc.property(event, (value) => {
        expect(CODES).toContain(codeOf(value));
      }),
      { numRuns: 1000 },
    );
    expect(codeOf({ Records: [{ eventSource: "aws:sqs", body: "{}" }] })).toBe("NotAnS3Event");
  });
});

function valueOf(sequencer: string): bigint {
  return BigInt(`0x${sequencer.padEnd(24, "0")}`);
}

describe("compareSequencers", () => {
  test.each([
    { a: "0055AED6DCD90281E5", b: "0055AED6DCD90281E6", order: -1 },
    { a: "0055AED6DCD90281E6", b: "0055aed6dcd90281e5", order: 1 },
    { a: "0055AED6", b: "0055AED600", order: 0 },
    { a: "0055AED6", b: "0055AED601", order: -1 },
    { a: "1", b: "0FFF", order: 1 },
  ])("puts $a and $b in order $order", ({ a, b, order }) => {
    expect(compareSequencers(a, b)).toBe(order);
  });

  test("agrees with the padded values as numbers", () => {
    const sequencer = fc.string({
      unit: fc.constantFrom(...Array.from("0123456789ABCDEF")),
      minLength: 1,
      maxLength: 24,
    });
    fc.assert(
      fc.property(sequencer, sequencer, (a, b) => {
        const difference = valueOf(a) - valueOf(b);
        expect(compareSequencers(a, b)).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1);
      }),
    );
  });
});

describe("s3Input", () => {
  test("hands the handler typed objects", async () => {
    const handler = middy()
      .use(s3Input())
      .handler(({ objects }) => {
        expectTypeOf(objects).toEqualTypeOf<readonly S3ObjectEvent[]>();
        return objects;
      });
    const result: unknown = await handler(aNotification("a+b") as never, {} as Context);
    expect(result).toEqual([{ bucket: "photos", key: "a b" }]);
  });
});
