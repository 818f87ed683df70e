import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { s3 as s3Plugin } from "../src/services/s3/index.ts";
import { startTestCloud } from "../src/testing.ts";
import { newBucket } from "./s3-fixtures.ts";

const MAIN = join(import.meta.dirname, "..", "src", "main.ts");
const SIZE = 300_000;
const WRITERS = 4;

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; client: S3Client }> {
  const child = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { silent: true });
  const [message] = (await once(child, "message")) as [{ ready: string }];
  const client = new S3Client({
    endpoint: message.ready,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return { child, client };
}

function bodyOf(key: string): Buffer {
  return Buffer.alloc(SIZE, key);
}

/** Writes and overwrites objects until the process dies; tells of each answer. */
async function writeUntilDeath(put: (key: string) => Promise<unknown>, writer: number) {
  const acknowledged: string[] = [];
  try {
    for (let round = 0; ; round += 1) {
      const key = `${writer}/${round % 10}`;
      await put(key);
      acknowledged.push(key);
    }
  } catch {
    return acknowledged; // the connection broke with the process
  }
}

test("what was acknowledged is there and whole after kill -9, and nothing else is", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const { child, client } = await startProcess(dataDir);
  onTestFinished(() => void child.kill("SIGKILL"));
  const Bucket = await newBucket(client);
  const died = once(child, "exit");
  let answers = 0;
  const put = async (Key: string): Promise<void> => {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: bodyOf(Key) }));
    answers += 1;
    if (answers === 60) child.kill("SIGKILL");
  };
  const writers = Array.from({ length: WRITERS }, (_, writer) => writeUntilDeath(put, writer));
  const acknowledged = new Set((await Promise.all(writers)).flat());
  await died;
  expect(answers).toBeGreaterThanOrEqual(60);

  const cloud = await startTestCloud({ dataDir, plugins: [s3Plugin] });
  const again = cloud.client(S3Client);
  const { Contents = [] } = await again.send(new ListObjectsV2Command({ Bucket }));
  const keys = Contents.map(({ Key = "" }) => Key);
  expect(keys).toEqual(expect.arrayContaining([...acknowledged]));
  for (const Key of keys) {
    const got = await again.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = await got.Body!.transformToByteArray();
    expect(bodyOf(Key).equals(bytes)).toBe(true);
  }
  const blobs = join(dataDir, "s3", "blobs");
  const files = readdirSync(blobs).flatMap((shard) => readdirSync(join(blobs, shard)));
  expect(files).toHaveLength(keys.length);
  expect(readdirSync(join(dataDir, "s3", "incoming"))).toEqual([]);
});
