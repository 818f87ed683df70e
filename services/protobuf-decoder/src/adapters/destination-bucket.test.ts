import { S3Client } from "@aws-sdk/client-s3";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { destinationBucket } from "./destination-bucket.ts";

const OBJECT = { key: "demo/1.ndjson", body: Buffer.from("{}\n"), contentType: "text/plain" };

/** A bucket whose S3 is a server of ours. */
async function aBucket(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: "eu-west-1",
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: "A", secretAccessKey: "S" },
  });
  return destinationBucket(client, "messages");
}

function refusing(status: number, code: string): RequestListener {
  return (request, response) => {
    request.resume().once("end", () => {
      response.writeHead(status).end(`<Error><Code>${code}</Code><Message>m</Message></Error>`);
    });
  };
}

describe("the destination", () => {
  test.each([
    ["throttles", 503, "SlowDown"],
    ["fails", 500, "InternalError"],
  ])("is unavailable while S3 %s", async (_what, status, code) => {
    const bucket = await aBucket(refusing(status, code));
    await expect(bucket.put(OBJECT, new AbortController().signal)).rejects.toMatchObject({
      kind: "unavailable",
      code: "DestinationUnavailable",
    });
  });

  test("is unavailable when time is up before S3 has answered", async () => {
    const stop = new AbortController();
    const bucket = await aBucket(() => stop.abort());
    await expect(bucket.put(OBJECT, stop.signal)).rejects.toMatchObject({
      code: "DestinationUnavailable",
    });
  });

  test("fails for good when S3 refuses", async () => {
    const bucket = await aBucket(refusing(403, "AccessDenied"));
    await expect(bucket.put(OBJECT, new AbortController().signal)).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });
});
