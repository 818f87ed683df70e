import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { destinationBucket } from "../src/adapters/destination-bucket.ts";

const Bucket = "messages";
const KEY = "demo/dt=2026-01-15/hh=12/shardId-000000000000-1.ndjson";
const { signal } = new AbortController();

let cloud: TestCloud;

beforeEach(async () => {
  cloud = await startTestCloud();
  await aClient().send(new CreateBucketCommand({ Bucket }));
});

function aClient(): S3Client {
  return cloud.client(S3Client, { forcePathStyle: true } as object);
}

function anObject(text: string) {
  return { key: KEY, body: Buffer.from(text), contentType: "application/x-ndjson" };
}

async function stored(): Promise<string | undefined> {
  const { Body } = await aClient().send(new GetObjectCommand({ Bucket, Key: KEY }));
  return Body?.transformToString();
}

interface SignedRequest {
  readonly headers: Record<string, string>;
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A bucket whose nth PutObject its client gives up; `land` has S3 carry it out all the same. */
function aBucketGivingUp(nth: number) {
  const client = aClient();
  let puts = 0;
  let lost: SignedRequest | undefined;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        puts += commandName === "PutObjectCommand" ? 1 : 0;
        if (commandName !== "PutObjectCommand" || puts !== nth) return next(args);
        lost = args.request as SignedRequest;
        throw Object.assign(new Error("no answer in time"), { name: "TimeoutError" });
      },
    { step: "finalizeRequest", priority: "low" },
  );
  return {
    bucket: destinationBucket(client, Bucket),
    async land() {
      if (lost === undefined) throw new Error("nothing was given up");
      const { headers, path, body } = lost;
      const answer = await fetch(`${cloud.endpoint}${path}`, { method: "PUT", headers, body });
      return answer.status;
    },
  };
}

describe("the destination", () => {
  test("writes an object in place of what has its key", async () => {
    const bucket = destinationBucket(aClient(), Bucket);
    for (const text of ["one\n", "one\ntwo\n", "one\n", "one\n"]) {
      await bucket.put(anObject(text), signal);
      expect(await stored()).toBe(text);
    }
  });

  test.each([
    ["nothing", undefined, 1],
    ["what an earlier try had written", "one\ntwo\n", 2],
  ])(
    "keeps a write that lands late from the place of a later one, where there was %s",
    async (_what, before, nth) => {
      const bucket = destinationBucket(aClient(), Bucket);
      if (before !== undefined) await bucket.put(anObject(before), signal);
      const givingUp = aBucketGivingUp(nth);
      await expect(givingUp.bucket.put(anObject("one\n"), signal)).rejects.toMatchObject({
        code: "DestinationUnavailable",
      });
      await bucket.put(anObject("one\ntwo\nthree\n"), signal);
      expect(await givingUp.land()).toBe(412);
      expect(await stored()).toBe("one\ntwo\nthree\n");
    },
  );

  test("is unavailable, so that the batch comes again, when a late write gets in between", async () => {
    const bucket = destinationBucket(aClient(), Bucket);
    await bucket.put(anObject("one\n"), signal);
    const client = aClient();
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await next(args);
          if (commandName === "HeadObjectCommand") await bucket.put(anObject("late\n"), signal);
          return answer;
        },
      { step: "finalizeRequest", priority: "low" },
    );
    await expect(
      destinationBucket(client, Bucket).put(anObject("one\ntwo\n"), signal),
    ).rejects.toMatchObject({ code: "DestinationUnavailable" });
  });
});
