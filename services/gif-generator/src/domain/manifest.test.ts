import { describe, expect, test } from "vitest";
import { aVideo, aWindow } from "../../test/video-builders.ts";
import { Manifest } from "../schemas/manifest.ts";
import { manifestOf, outputsOf, settled, startsOfMissing, type SettledWindow } from "./manifest.ts";
import type { VideoFacts } from "./video.ts";

const FACTS: VideoFacts = { durationSeconds: 35, width: 640, height: 360, codec: "h264" };
const BOTH = [aWindow({ start: 0 }), aWindow({ start: 30, seconds: 5 })];
const FAILED: SettledWindow = {
  start: 30,
  end: 34,
  lengthSeconds: 5,
  state: "FAILED",
  reason: "RenderFailed: code 1",
  finishedAt: "2026-01-15T12:00:07.000Z",
};

function allOutputs(windows: readonly SettledWindow[]): Map<string, number> {
  return new Map(windows.flatMap((window) => [...outputsOf("clip", window)]));
}

describe("settled", () => {
  test("is nothing while a window is pending", () => {
    const pending = { start: 30, end: 34, lengthSeconds: 5, state: "PENDING" } as const;
    expect(settled([aWindow({ start: 0 }), pending])).toBeUndefined();
    expect(settled(BOTH)).toEqual(BOTH);
  });
});

describe("manifestOf", () => {
  test("names every window, and says what there is in all", () => {
    const manifest = manifestOf(aVideo(), FACTS, BOTH);
    expect(Manifest.parse(manifest)).toEqual(manifest);
    expect(manifest).toMatchObject({
      state: "complete",
      totals: { gifs: 2, frames: 35, sizeBytes: 2 * 90_000 + 35 * 3000 },
      windows: [
        { start: 0, end: 29, state: "done", gif: { key: "clip/clip-0.gif", frames: 300 } },
        { start: 30, end: 34, state: "done", frames: { count: 5 } },
      ],
    });
  });

  test("says which window failed, and why", () => {
    const manifest = manifestOf(aVideo(), FACTS, [aWindow({ start: 0 }), FAILED]);
    expect(Manifest.parse(manifest)).toMatchObject({
      state: "failed",
      finishedAt: FAILED.finishedAt,
      totals: { gifs: 1, frames: 30 },
      windows: [{ state: "done" }, { state: "failed", reason: FAILED.reason }],
    });
  });
});

describe("startsOfMissing", () => {
  test("finds nothing when all is there, and wants nothing of a window that failed", () => {
    expect(startsOfMissing("clip", BOTH, allOutputs(BOTH))).toEqual([]);
    expect(startsOfMissing("clip", [FAILED], new Map())).toEqual([]);
  });

  test("finds a still that is gone and a GIF of another size", () => {
    const there = allOutputs(BOTH);
    there.delete("clip/clip-0-frame-17.jpg");
    expect(startsOfMissing("clip", BOTH, there)).toEqual([0]);
    there.set("clip/clip-30.gif", 1);
    expect(startsOfMissing("clip", BOTH, there)).toEqual([0, 30]);
  });
});
