import type { Manifest } from "../schemas/manifest.ts";
import { frameKey, gifKey } from "./names.ts";
import type { Video, VideoFacts, VideoWindow } from "./video.ts";

/** A window that is not pending any more. */
export type SettledWindow = Exclude<VideoWindow, { state: "PENDING" }>;

/** All windows, once none is pending. */
export function settled(windows: readonly VideoWindow[]): readonly SettledWindow[] | undefined {
  const ended = windows.filter((window): window is SettledWindow => window.state !== "PENDING");
  return ended.length === windows.length ? ended : undefined;
}

/** The keys and sizes of what a window was rendered into; nothing for one that failed. */
export function outputsOf(base: string, window: SettledWindow): ReadonlyMap<string, number> {
  if (window.state === "FAILED") return new Map();
  const { start, result } = window;
  const frames = result.frameBytes.map(
    (bytes, index) => [frameKey(base, { start, n: index + 1 }), bytes] as const,
  );
  return new Map([[gifKey(base, start), result.gifBytes], ...frames]);
}

/** The starts of the windows of which an output is not there, or has another size. */
export function startsOfMissing(
  base: string,
  windows: readonly SettledWindow[],
  there: ReadonlyMap<string, number>,
): readonly number[] {
  const isMissing = (window: SettledWindow): boolean =>
    [...outputsOf(base, window)].some(([key, bytes]) => there.get(key) !== bytes);
  return windows.filter(isMissing).map(({ start }) => start);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, next) => total + next, 0);
}

/** When the last of the windows ended: ISO 8601. */
export function lastEndOf(windows: readonly SettledWindow[]): string {
  return windows.reduce((last, { finishedAt }) => (finishedAt > last ? finishedAt : last), "");
}

function entryOf(base: string, window: SettledWindow): Manifest["windows"][number] {
  const { start, end, lengthSeconds, finishedAt } = window;
  const place = { start, end, lengthSeconds, finishedAt };
  if (window.state === "FAILED") return { ...place, state: "failed", reason: window.reason };
  const { gifBytes, gifFrames, frameBytes, renderMs } = window.result;
  return {
    ...place,
    state: "done",
    gif: { key: gifKey(base, start), sizeBytes: gifBytes, frames: gifFrames },
    frames: { count: frameBytes.length, sizesBytes: [...frameBytes] },
    renderMs,
  };
}

/** What became of a video. The same windows always make the same manifest, so that writing it twice is writing it once. */
export function manifestOf(
  { source, base, snippetSize, createdAt }: Video,
  facts: VideoFacts,
  windows: readonly SettledWindow[],
): Manifest {
  const done = windows.filter((window) => window.state === "DONE").map(({ result }) => result);
  const frames = done.flatMap(({ frameBytes }) => frameBytes);
  return {
    version: 1,
    state: done.length === windows.length ? "complete" : "failed",
    base,
    source,
    video: facts,
    snippetSize,
    createdAt,
    finishedAt: lastEndOf(windows),
    totals: {
      gifs: done.length,
      frames: frames.length,
      sizeBytes: sum(frames) + sum(done.map(({ gifBytes }) => gifBytes)),
    },
    windows: windows.map((window) => entryOf(base, window)),
  };
}
