import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openStreamedBody } from "./aws-chunked.ts";
import type { WireRequest } from "./wire.ts";

function aRequest(headers: Record<string, string>, chunks: Iterable<Uint8Array>): WireRequest {
  const body = Readable.from(chunks);
  return { method: "PUT", rawPath: "/b/k", rawQuery: "", query: [], headers, body };
}

function crc(data: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString("base64");
}

/** The chunked form of `pieces`, with a trailer. */
function chunked(pieces: readonly Uint8Array[], trailer: string): Buffer {
  const parts = pieces.flatMap((piece) =>
    piece.length === 0
      ? []
      : [Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")],
  );
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n\r\n`)]);
}

/** Cuts bytes into pieces of `size`. */
function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

function chunkedHeaders(length: number): Record<string, string> {
  return {
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-decoded-content-length": String(length),
    "x-amz-trailer": "x-amz-checksum-crc32",
    "content-encoding": "gzip,aws-chunked",
  };
}

describe("openStreamedBody", () => {
  test("gives back what was chunked, however the network cuts it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 50 }),
        async (pieces, size) => {
          const whole = Buffer.concat(pieces);
          const wire = chunked(pieces, `x-amz-checksum-crc32:${crc(whole)}`);
          const opened = openStreamedBody(aRequest(chunkedHeaders(whole.length), cut(wire, size)));
          const got: Uint8Array[] = [];
          for await (const chunk of opened.body) got.push(chunk as Uint8Array);
          expect(Buffer.concat(got).equals(whole)).toBe(true);
          expect(opened.headers["content-encoding"]).toBe("gzip");
          expect(opened.headers["x-amz-checksum-crc32"]).toBe(crc(whole));
        },
      ),
    );
  });

  test.each([
    [
      "a wrong checksum",
      chunked([Buffer.from("hello")], "x-amz-checksum-crc32:AAAAAA=="),
      "BadDigest",
    ],
    ["a missing end", Buffer.from("5\r\nhello\r\n"), "IncompleteBody"],
    ["a size that is no number", Buffer.from("zz\r\nhello\r\n0\r\n\r\n"), "IncompleteBody"],
    ["a chunk longer than its size", Buffer.from("2\r\nhello\r\n0\r\n\r\n"), "IncompleteBody"],
    ["fewer bytes than promised", chunked([Buffer.from("hell")], ""), "IncompleteBody"],
  ])("refuses %s", async (_name, wire, code) => {
    const opened = openStreamedBody(aRequest(chunkedHeaders(5), [wire]));
    await expect(text(opened.body)).rejects.toMatchObject({ code });
  });

  test("checks the MD5 of a plain body", async () => {
    const headers = { "content-md5": "XUFAKrxLKna5cZ2REBfFkg==", "content-length": "5" };
    expect(await text(openStreamedBody(aRequest(headers, [Buffer.from("hello")])).body)).toBe(
      "hello",
    );
    const wrong = openStreamedBody(aRequest(headers, [Buffer.from("jello")]));
    await expect(text(wrong.body)).rejects.toMatchObject({ code: "BadDigest" });
  });
});
