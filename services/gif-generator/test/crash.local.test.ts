import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startCloudProcess, type CloudProcess } from "../../../scripts/soak/cloud-process.ts";
import { createTally } from "../../../scripts/soak/tally.ts";
import { makeContents } from "../soak/clips.ts";
import { videoStore } from "../src/adapters/video-store.ts";
import { clientSettings, deploy, eventually } from "./deployed.ts";

const KEYS = Array.from({ length: 10 }, (_, index) => `crash-${index}.mp4`);
const HALF = KEYS.length / 2;
const LIMIT_MS = 240_000; // about 20 s on an idle machine

test(
  "loses no acknowledged upload when the cloud is killed between ten of them",
  { timeout: LIMIT_MS },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-crash-"));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
    const tally = createTally();
    const start = async (port: number): Promise<CloudProcess> => {
      const cloud = await startCloudProcess({ dataDir, port, tally });
      onTestFinished(() => cloud.kill());
      return cloud;
    };
    const first = await start(0);
    const { endpoint } = first;
    const outputs = await deploy(endpoint);
    const settings = clientSettings(endpoint);
    const s3 = new S3Client(settings);
    const table = { table: outputs.VideosTable, expireAfterDays: 1, now: () => new Date() };
    const videos = videoStore(new DynamoDBClient(settings), table);
    const Body = (await makeContents()).get("short");
    const upload = (Key: string) =>
      s3.send(new PutObjectCommand({ Bucket: outputs.SourceBucket, Key, Body: Body ?? "" }));
    const complete = async (): Promise<number> => {
      const all = await Promise.all(KEYS.map((key) => videos.get(key)));
      return all.filter((video) => video?.status === "COMPLETE").length;
    };

    for (const key of KEYS.slice(0, HALF)) await upload(key);
    const through = await complete();
    await first.kill();
    expect(through).toBeLessThan(HALF);

    await start(Number(new URL(endpoint).port));
    for (const key of KEYS.slice(HALF)) await upload(key);
    await eventually(
      "all ten",
      async () => ((await complete()) === KEYS.length ? true : undefined),
      LIMIT_MS,
    );
    const left = await readdir(join(dataDir, "lambda-scratch"), { recursive: true });
    expect(left.filter((path) => path.includes("window-"))).toEqual([]);
    expect(tally.defects).toEqual([]);
  },
);
