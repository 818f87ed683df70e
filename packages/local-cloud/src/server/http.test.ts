import { createServer, request, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { WholeBody } from "../protocol/whole-body.ts";
import type { WireResponse } from "../protocol/wire.ts";
import { sendResponse } from "./http.ts";

let server: Server | undefined;

afterEach(() => {
  server?.close();
});

async function exchange(answer: WireResponse, method = "GET"): Promise<IncomingMessage> {
  server = createServer((_request, response) => void sendResponse(response, answer));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const sent = request({ host: "127.0.0.1", port, method, agent: false }).end();
  const [received] = await once(sent, "response");
  return received as IncomingMessage;
}

describe("sendResponse", () => {
  const large = Buffer.alloc(200_000, "ü");

  test.each([
    { kind: "ASCII text", body: "hello", bytes: Buffer.from("hello") },
    { kind: "other text", body: "größe 🐈", bytes: Buffer.from("größe 🐈") },
    { kind: "bytes", body: Uint8Array.of(0, 127, 128, 255), bytes: Buffer.of(0, 127, 128, 255) },
    { kind: "many bytes", body: large, bytes: large },
    { kind: "nothing", body: undefined, bytes: Buffer.alloc(0) },
    { kind: "a whole body", body: new WholeBody(Buffer.from("ü")), bytes: Buffer.from("ü") },
    { kind: "an empty one", body: new WholeBody(Buffer.alloc(0)), bytes: Buffer.alloc(0) },
  ])("sends $kind with its length and keeps Latin-1 in headers", async ({ body, bytes }) => {
    const received = await exchange({ status: 200, headers: { "x-name": "größe" }, body });
    expect(received.headers).toMatchObject({
      "content-length": String(bytes.length),
      "x-name": "größe",
    });
    expect(await buffer(received)).toEqual(bytes);
  });

  test("sends a stream as it comes", async () => {
    const body = Readable.from([Buffer.from("a"), Buffer.from("b")]);
    const received = await exchange({ status: 200, headers: {}, body });
    expect(String(await buffer(received))).toBe("ab");
  });

  test.each([
    { method: "HEAD", status: 200 },
    { method: "GET", status: 304 },
  ])("leaves the body out of $status to $method", async ({ method, status }) => {
    const headers = { "content-length": "5" };
    const received = await exchange({ status, headers, body: "hello" }, method);
    expect(received.headers["content-length"]).toBe("5");
    expect(await buffer(received)).toHaveLength(0);
  });
});

test("a whole body can be read like any other stream", async () => {
  expect(await buffer(new WholeBody(Buffer.from("hello")))).toEqual(Buffer.from("hello"));
  expect(await buffer(new WholeBody(Buffer.alloc(0)))).toHaveLength(0);
});
