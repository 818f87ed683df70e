import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readBody } from "./body.ts";
import type { WireRequest } from "./wire.ts";

function aRequest(body: Readable, headers: Record<string, string> = {}): WireRequest {
  return { method: "POST", rawPath: "/", rawQuery: "", query: [], headers, body };
}

test("a body is all of its chunks, in order, packed or not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1 })), async (chunks) => {
      const whole = Buffer.concat(chunks);
      const plain = await readBody(aRequest(Readable.from(chunks)));
      expect(Buffer.from(plain)).toEqual(whole);
      const packed = aRequest(Readable.from([gzipSync(whole)]), { "content-encoding": "gzip" });
      expect(Buffer.from(await readBody(packed))).toEqual(whole);
    }),
  );
});

test("a body that is too large is refused while its connection stays open", async () => {
  const megabyte = Buffer.alloc(2 ** 20);
  const body = Readable.from(Array.from({ length: 130 }, () => megabyte));
  await expect(readBody(aRequest(body))).rejects.toMatchObject({
    code: "RequestEntityTooLarge",
    status: 413,
  });
  expect(body.readableAborted).toBe(false);
});

test("a body that breaks off, or has broken off before, is an error", async () => {
  const body = new Readable({ read: () => undefined });
  body.push("half");
  const reading = readBody(aRequest(body));
  body.destroy();
  await expect(reading).rejects.toThrow("broke off");
  await expect(readBody(aRequest(body))).rejects.toThrow("broke off");
});

test("gzip that is none is a serialization error", async () => {
  const request = aRequest(Readable.from([Buffer.from("plain")]), { "content-encoding": "gzip" });
  await expect(readBody(request)).rejects.toMatchObject({ code: "SerializationException" });
});
