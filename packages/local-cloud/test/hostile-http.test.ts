import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { s3 } from "../src/services/s3/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const SIGNED_FOR_S3 =
  "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0";

/** A connection of our own: no client would send what these tests send. */
function dial({ endpoint }: TestCloud): { socket: Socket; received: () => string } {
  const socket = connect(Number(new URL(endpoint).port), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  return { socket, received: () => text };
}

function head(start: string, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries({
    host: "127.0.0.1",
    authorization: SIGNED_FOR_S3,
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${start} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

async function healthOf(cloud: TestCloud): Promise<unknown> {
  const health = await fetch(`${cloud.endpoint}/_local/health`);
  return health.json();
}

// An error that nobody handles ends the process, and here the whole test run.
test.each([
  ["a wrong checksum", { "x-amz-checksum-crc32": "AAAAAA==" }, "abc"],
  ["broken chunks", { "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" }, "zz\r\nq"],
])("survives a refused upload with %s", async (_what, headers, body) => {
  const cloud = await startTestCloud({ plugins: [s3] });
  const { socket, received } = dial(cloud);
  socket.write(head("PUT /missing/key", { ...headers, "content-length": body.length }) + body);
  await vi.waitFor(() => expect(received()).toContain("NoSuchBucket"));
  socket.destroy();
  expect(await healthOf(cloud)).toMatchObject({ status: "running" });
});

test("survives a client that hangs up in the middle of an upload", async () => {
  const cloud = await startTestCloud({ plugins: [s3] });
  const { socket } = dial(cloud);
  await once(socket, "connect");
  socket.write(`${head("PUT /missing/key", { "content-length": 100_000 })}abc`);
  socket.resetAndDestroy();
  expect(await healthOf(cloud)).toMatchObject({ status: "running" });
});

test("does not take a client that hangs up in the middle of a form for a defect", async () => {
  const defects: unknown[] = [];
  const cloud = await startTestCloud({ plugins: [s3], onDefect: (error) => defects.push(error) });
  const { socket } = dial(cloud);
  await once(socket, "connect");
  const authorization = SIGNED_FOR_S3.replace("/s3/", "/sns/");
  const type = { "content-type": "application/x-www-form-urlencoded", "content-length": 100 };
  socket.write(`${head("POST /", { authorization, ...type })}Action`);
  expect(await healthOf(cloud)).toMatchObject({ status: "running" });
  socket.resetAndDestroy();
  await once(socket, "close");
  for (let i = 0; i < 5; i += 1) await healthOf(cloud);
  expect(defects).toEqual([]);
});

test("answers the next request on a connection whose upload it has refused", async () => {
  const cloud = await startTestCloud({ plugins: [s3] });
  const { socket, received } = dial(cloud);
  const length = 5_000_000;
  socket.write(head("PUT /missing/key", { "content-length": length }));
  socket.write(Buffer.alloc(length));
  socket.write(head("GET /other", {}));
  await vi.waitFor(() => expect(received().match(/NoSuchBucket/g)).toHaveLength(2));
  socket.destroy();
});

test.each([`a.s3${"-".repeat(200)}-127.0.0.1`, `s3${"-".repeat(200)}A.localhost`])(
  "is not held up by the host name %s",
  async (host) => {
    const cloud = await startTestCloud({ plugins: [s3] });
    const { socket, received } = dial(cloud);
    socket.write(head("GET /bucket", { host }));
    await vi.waitFor(() => expect(received()).toContain("HTTP/1.1"));
    socket.destroy();
  },
);
