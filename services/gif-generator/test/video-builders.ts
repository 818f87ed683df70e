import type { Video, VideoWindow } from "../src/domain/video.ts";

/** A video of a minute and a half, of which everything is rendered. */
export function aVideo(over: Partial<Video> = {}): Video {
  return {
    source: { bucket: "videos", key: "clip.mp4", sequencer: "01" },
    base: "clip",
    status: "COMPLETE",
    facts: { durationSeconds: 90, width: 640, height: 360, codec: "h264" },
    snippetSize: 30,
    withStills: true,
    windowCount: 3,
    createdAt: "2026-01-15T12:00:00.000Z",
    finishedAt: "2026-01-15T12:00:05.000Z",
    ...over,
  };
}

type DoneWindow = Extract<VideoWindow, { state: "DONE" }>;

/** A window that is rendered, with a still for each of its seconds. */
export function aWindow({ start, seconds = 30 }: { start: number; seconds?: number }): DoneWindow {
  return {
    start,
    end: start + seconds - 1,
    lengthSeconds: seconds,
    state: "DONE",
    result: {
      gifBytes: 90_000,
      gifFrames: seconds * 10,
      frameBytes: Array.from({ length: seconds }, () => 3000),
      renderMs: 500,
    },
    finishedAt: "2026-01-15T12:00:05.000Z",
  };
}
