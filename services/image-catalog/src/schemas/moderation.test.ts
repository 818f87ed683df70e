import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ModerationRequest } from "./moderation.ts";

describe("ModerationRequest", () => {
  test("takes an object in S3 with its key untouched", () => {
    const request = { bucket: "image-catalog-images", key: "a b+%20ü/🐈.jpg" };
    expect(ModerationRequest.parse(request)).toEqual(request);
  });

  test("takes any bytes in base64", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const image = Buffer.from(bytes).toString("base64");
        expect(ModerationRequest.parse({ image })).toEqual({ image: bytes });
      }),
    );
  });

  test.each([
    {},
    { bucket: "photos" },
    { bucket: "photos", key: "" },
    { bucket: "photos", key: "k".repeat(1025) },
    { bucket: "../photos", key: "k" },
    { bucket: "photos", key: "k", image: "AAAA" },
    { image: "" },
    { image: "not base64" },
    { image: "AAA" },
    { image: ["AAAA"] },
  ])("refuses %j", (request) => {
    expect(ModerationRequest.safeParse(request).success).toBe(false);
  });

  test("takes 4.5 MB, which fit into Lambda's 6 MB of event, and no more", () => {
    const image = Buffer.alloc(4_500_000).toString("base64");
    expect(ModerationRequest.safeParse({ image }).success).toBe(true);
    expect(ModerationRequest.safeParse({ image: `${image}AAAA` }).success).toBe(false);
    const headers = 10_240; // bytes at most; API Gateway's quota for HTTP APIs
    expect(image.length + 20 * headers).toBeLessThan(6 * 1024 * 1024);
  });
});
