import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { WireRequest } from "../protocol/wire.ts";
import { refuseForeign } from "./guard.ts";

function aRequest(headers: Record<string, string>, over: Partial<WireRequest> = {}): WireRequest {
  const body = Readable.from([]);
  return { method: "POST", rawPath: "/", rawQuery: "", query: [], headers, body, ...over };
}

describe("refuseForeign", () => {
  test.each(["127.0.0.1:4566", "localhost:1", "bucket.localhost:1", "sync-127.0.0.1:9", "[::1]:1"])(
    "lets the loopback host %s pass",
    (host) => {
      expect(refuseForeign(aRequest({ host }))).toBeUndefined();
    },
  );

  test.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", ""])(
    "refuses the host %s, whatever it resolves to",
    (host) => {
      expect(refuseForeign(aRequest({ host }))?.status).toBe(403);
    },
  );

  test("refuses another origin without credentials and takes it with them", () => {
    const headers = { host: "127.0.0.1:4566", origin: "https://evil.example" };
    expect(refuseForeign(aRequest(headers))?.status).toBe(403);
    const authorization = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/s3/aws4_request";
    expect(refuseForeign(aRequest({ ...headers, authorization }))).toBeUndefined();
  });

  test("takes the page's own origin", () => {
    const headers = { host: "127.0.0.1:4566", origin: "http://127.0.0.1:4566" };
    expect(refuseForeign(aRequest(headers))).toBeUndefined();
  });
});
