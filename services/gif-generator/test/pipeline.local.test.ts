import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeClip, SAMPLE_CLIP } from "../samples/make-clip.ts";
import { baseOf, frameKey, gifKey } from "../src/domain/names.ts";
import { eventually } from "./deployed.ts";
import { openPipeline, type PipelineCloud } from "./pipeline-cloud.ts";
import { shownNumber } from "./shown-number.ts";

let cloud: TestCloud;
let pipeline: PipelineCloud;
let sampleClip: Buffer;
let shortClip: Buffer;

async function clip(folder: string, seconds: number, size: { width: number; height: number }) {
  const path = join(folder, `${seconds}.mp4`);
  await makeClip({ path, seconds, framesPerSecond: SAMPLE_CLIP.framesPerSecond, ...size });
  return readFile(path);
}

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "clips-"));
  sampleClip = await clip(folder, 95, { width: 320, height: 180 });
  shortClip = await clip(folder, 2, { width: 160, height: 90 });
  await rm(folder, { recursive: true });
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  pipeline = await openPipeline(cloud);
});
afterAll(() => cloud?.stop());
beforeEach(() => cloud.cloud.chaos.set([]));

describe("the sample clip", () => {
  test("of 95 seconds becomes 4 GIFs and 95 stills that show their seconds", async () => {
    await pipeline.upload("reinvent.mp4", sampleClip);
    await pipeline.untilVideo("reinvent.mp4", "COMPLETE");
    const { windows, totals } = await pipeline.manifest("reinvent");
    expect(windows.map((window) => window.state === "done" && window.gif.frames)).toEqual([
      300, 300, 300, 50,
    ]);
    expect(totals).toMatchObject({ gifs: 4, frames: 95 });
    const there = await pipeline.outputsOf("reinvent");
    const keys = [0, 30, 60, 90].map((start) => gifKey("reinvent", start));
    const stills = Array.from({ length: 95 }, (_, second) =>
      frameKey("reinvent", { start: second - (second % 30), n: (second % 30) + 1 }),
    );
    expect([...there.keys()].toSorted()).toEqual(
      [...keys, ...stills, "reinvent/manifest.json"].toSorted(),
    );
    const gif = await pipeline.output("reinvent/reinvent-90.gif");
    expect(gif.readUInt16LE(6)).toBe(240); // pixels wide, of the GIF's logical screen
    expect(await shownNumber(await pipeline.output(stills[37] ?? ""))).toBe(37);
    expect(await shownNumber(await pipeline.output(stills[94] ?? ""))).toBe(94);
  });

  test("is announced to whoever listens, once it is complete", async () => {
    const heard = await eventually("the news", async () => {
      const all = await pipeline.heard("reinvent.mp4");
      return all.some(({ detailType }) => detailType === "videoCompleted") ? all : undefined;
    });
    expect(heard.filter(({ detailType }) => detailType === "newVideoCreated")).toHaveLength(4);
    expect(heard.find(({ detailType }) => detailType === "videoCompleted")?.detail).toMatchObject({
      data: { manifest: "reinvent/manifest.json", gifs: 4, frames: 95 },
    });
  });
});

describe("short clips", () => {
  const KEYS = [
    "talks/2019/re invent.mp4",
    "talks/2019/re+invent%20.mp4",
    "../up.MP4",
    "'; touch x; '$(touch y).mp4",
    "a.b.c.mp4",
    "été 🐈.mp4",
    `${"k".repeat(1020)}.mp4`,
  ];

  test("of any name end complete, each in a folder of its own, when events come twice and functions are killed", async () => {
    cloud.cloud.chaos.set([
      { service: "events", operation: "deliver", fault: "duplicate", times: 40 },
      { service: "lambda", operation: "deliver", fault: "duplicate", times: 10 },
      { service: "lambda", operation: "run", fault: "kill", times: 1, delayMs: 300 },
    ]);
    await Promise.all(KEYS.map((key) => pipeline.upload(key, shortClip)));
    await eventually("all but the killed one", async () => {
      const done = await Promise.all(
        KEYS.map((key) => pipeline.untilVideo(key, "COMPLETE", 1).catch(() => undefined)),
      );
      return done.filter((video) => video !== undefined).length >= KEYS.length - 1 || undefined;
    });
    await cloud.cloud.clock.advance(60_000); // the second try of the killed one
    for (const key of KEYS) {
      await pipeline.untilVideo(key, "COMPLETE");
      const base = baseOf(key);
      const names = [...(await pipeline.outputsOf(base)).keys()];
      expect(names.toSorted()).toEqual(
        [
          gifKey(base, 0),
          frameKey(base, { start: 0, n: 1 }),
          frameKey(base, { start: 0, n: 2 }),
          `${base}/manifest.json`,
        ].toSorted(),
      );
      expect((await pipeline.manifest(base)).source.key).toBe(key);
    }
    expect(await pipeline.leftFiles()).toEqual([]);
  });

  test("come in parts, too", async () => {
    const place = { Bucket: pipeline.outputs.SourceBucket, Key: "parts.mp4" };
    const { UploadId } = await pipeline.s3.send(new CreateMultipartUploadCommand(place));
    const part = { ...place, UploadId, PartNumber: 1, Body: shortClip };
    const { ETag } = await pipeline.s3.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await pipeline.s3.send(
      new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload }),
    );
    const { facts } = await pipeline.untilVideo("parts.mp4", "COMPLETE");
    expect(facts?.durationSeconds).toBe(2);
  });

  test("that are overwritten lose what the older version had more of, and all when they are deleted", async () => {
    const key = "overwritten.mp4";
    await pipeline.upload(key, sampleClip);
    await pipeline.upload(key, shortClip);
    await eventually("the newer version", async () => {
      const video = await pipeline.untilVideo(key, "COMPLETE");
      return video.facts?.durationSeconds === 2 ? true : undefined;
    });
    expect((await pipeline.outputsOf("overwritten")).size).toBe(4);
    await pipeline.remove(key);
    await eventually("the outputs to be gone", async () =>
      (await pipeline.outputsOf("overwritten")).size === 0 ? true : undefined,
    );
  });
});

describe("files that are no video to render", () => {
  test.each([
    ["text.mp4", Buffer.from("#EXTM3U\nhttp://169.254.169.254/\n"), "NotAVideo"],
    ["empty.mp4", Buffer.alloc(0), "NotAVideo"],
  ])("%s is rejected with the reason, and the world is told", async (key, body, code) => {
    await pipeline.upload(key, body);
    const video = await pipeline.untilVideo(key, "REJECTED");
    expect(video.reason).toMatch(new RegExp(`^(${code}|RefusedInput): `, "u"));
    const heard = await eventually("the news", async () => {
      const all = await pipeline.heard(key);
      return all.length > 0 ? all : undefined;
    });
    expect(heard.map(({ detailType }) => detailType)).toEqual(["videoRejected"]);
    expect((await pipeline.outputsOf(baseOf(key))).size).toBe(0);
  });
});
