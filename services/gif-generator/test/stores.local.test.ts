import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outputsBucket } from "../src/adapters/outputs-bucket.ts";
import { videoStore } from "../src/adapters/video-store.ts";
import type { Outputs, VideoStore } from "../src/app/ports.ts";
import { inMemoryOutputs } from "./in-memory-outputs.ts";
import { inMemoryVideos } from "./in-memory-videos.ts";
import { aVideo, aWindow } from "./video-builders.ts";

const TABLE = "videos";
const BUCKET = "gif-outputs";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  await cloud.client(S3Client).send(new CreateBucketCommand({ Bucket: BUCKET }));
  await cloud.client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "Key", AttributeType: "S" },
        { AttributeName: "Part", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "Key", KeyType: "HASH" },
        { AttributeName: "Part", KeyType: "RANGE" },
      ],
    }),
  );
});
afterAll(() => cloud?.stop());

/** What is promised of the table, by the fake and by the real one. */
describe.each(["in memory", "in DynamoDB"])("the store of videos %s", (where) => {
  const key = `store/${where}.mp4`;
  const version = (sequencer: string) => aVideo({ source: { bucket: "b", key, sequencer } });
  const NEW = version("0A");
  let videos: VideoStore;

  beforeAll(() => {
    const table = {
      table: TABLE,
      expireAfterDays: 1,
      now: () => new Date(),
    };
    const client = cloud.client(DynamoDBClient);
    videos = where === "in memory" ? inMemoryVideos() : videoStore(client, table);
  });

  test("takes the newest version only, and once", async () => {
    expect(await videos.register(NEW)).toBe(true);
    expect(await videos.register(NEW)).toBe(false);
    expect(await videos.register(version("09FF"))).toBe(false);
    expect(await videos.get(key)).toEqual(NEW);
    expect((await videos.windows(NEW)).map(({ state }) => state)).toEqual(Array(3).fill("PENDING"));
  });

  test("ends a window once, and a failure never ends one that is done", async () => {
    const { result, finishedAt: at, ...window } = aWindow({ start: 30 });
    const failure = { start: 30, at, state: "FAILED", reason: "r" } as const;
    const done = { start: 30, at, state: "DONE", result } as const;
    expect(await videos.endWindow(NEW, failure)).toBe(true);
    expect(await videos.endWindow(NEW, done)).toBe(true);
    expect(await videos.endWindow(NEW, failure)).toBe(false);
    expect(await videos.endWindow(NEW, done)).toBe(false);
    expect(await videos.window(NEW, 30)).toEqual({ ...window, result, finishedAt: at });
    expect(await videos.window(NEW, 31)).toBeUndefined();
    await videos.reopen(NEW, [30]);
    expect(await videos.window(NEW, 30)).toMatchObject({ state: "PENDING" });
  });

  test("takes a status and forgets the reason of the one before", async () => {
    const failed = { status: "FAILED", reason: "r", finishedAt: "2026" } as const;
    expect(await videos.setStatus(NEW, failed)).toBe(true);
    expect(await videos.get(key)).toMatchObject(failed);
    expect(await videos.setStatus(NEW, { status: "RENDERING" })).toBe(true);
    const { reason: _, finishedAt: __, ...rest } = NEW;
    expect(await videos.get(key)).toEqual({ ...rest, status: "RENDERING" });
    expect(await videos.markAnnounced(NEW, "news")).toBe(true);
    expect(await videos.newest(key)).toMatchObject({ announced: "news" });
    expect(await videos.setStatus(version("09"), failed)).toBe(false);
  });

  test("keeps a deletion against older versions, and not against newer ones", async () => {
    expect(await videos.markDeleted(version("09").source)).toBe(false);
    const mark = version("0B").source;
    expect(await videos.markDeleted(mark)).toBe(true);
    expect(await videos.markDeleted(mark)).toBe(true);
    expect(await videos.newest(key)).toEqual({ kind: "deleted", source: mark });
    expect(await videos.get(key)).toBeUndefined();
    expect(await videos.setStatus(NEW, { status: "COMPLETE" })).toBe(false);
    expect(await videos.register(version("0A"))).toBe(false);
    expect(await videos.register(version("0C"))).toBe(true);
  });

  test("lets a version be planned again whose plan had failed", async () => {
    const { facts: _, ...unplanned } = version("0D");
    expect(await videos.register({ ...unplanned, status: "FAILED", windowCount: 0 })).toBe(true);
    expect(await videos.register(version("0D"))).toBe(true);
  });
});

function file(text: string) {
  return { key: "k/k-0.gif", contentType: "image/gif", bytes: Buffer.from(text) };
}

describe.each(["in memory", "in S3"])("the outputs %s", (where) => {
  const source = { bucket: "b", key: "k.mp4", sequencer: "02" };
  let outputs: Outputs;

  beforeAll(() => {
    const client = cloud.client(S3Client);
    outputs = where === "in memory" ? inMemoryOutputs() : outputsBucket(client, BUCKET);
  });

  test("are replaced by versions that hold, and by no other", async () => {
    await outputs.put(file("one"), source, () => Promise.resolve(false)); // nothing is there that could be newer
    await outputs.put(file("one"), source, () => Promise.resolve(false)); // the very same bytes
    await expect(
      outputs.put(file("three"), source, () => Promise.resolve(false)),
    ).rejects.toMatchObject({
      code: "Overtaken",
    });
    expect(await outputs.list("k")).toEqual(new Map([["k/k-0.gif", 3]]));
    await outputs.put(file("three"), source, () => Promise.resolve(true));
    expect(await outputs.list("k")).toEqual(new Map([["k/k-0.gif", 5]]));
  });

  test("lose the manifest of an older version, and none of their own", async () => {
    const manifest = { ...file("{}"), key: "k/manifest.json" };
    await outputs.put(manifest, source, () => Promise.resolve(true));
    await outputs.removeOlderManifest("k", source);
    expect((await outputs.list("k")).has(manifest.key)).toBe(true);
    await outputs.removeOlderManifest("k", { ...source, sequencer: "03" });
    expect((await outputs.list("k")).has(manifest.key)).toBe(false);
    await outputs.removeOlderManifest("k", source);
  });

  test("are removed, however often", async () => {
    await outputs.remove(["k/k-0.gif"]);
    await outputs.remove(["k/k-0.gif"]);
    await outputs.remove([]);
    expect(await outputs.list("k")).toEqual(new Map());
  });
});
