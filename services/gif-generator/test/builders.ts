import type { SourceVersion, Video, VideoWindow, WindowResult } from "../src/domain/video.ts";

const NOON = "2026-01-15T12:00:00.000Z";

/** The first version of `reinvent.mp4`. */
export function aSource(over: Partial<SourceVersion> = {}): SourceVersion {
  return {
    bucket: "videos",
    key: "reinvent.mp4",
    sequencer: "0061",
    versionId: "v1",
    etag: "e1",
    sizeBytes: 1000,
    ...over,
  };
}

/** A video of 95 seconds that is being rendered. */
export function aVideo(over: Partial<Video> = {}): Video {
  return {
    source: aSource(),
    base: "reinvent",
    status: "RENDERING",
    facts: { durationSeconds: 95, width: 640, height: 360, codec: "h264" },
    snippetSize: 30,
    withStills: true,
    windowCount: 4,
    createdAt: NOON,
    ...over,
  };
}

/** What a window of `seconds` was rendered into. */
export function aResult(seconds: number, over: Partial<WindowResult> = {}): WindowResult {
  return {
    gifBytes: 1000,
    gifFrames: seconds * 10,
    frameBytes: Array.from({ length: seconds }, (_, index) => 100 + index),
    renderMs: 500,
    ...over,
  };
}

/** A window that is done. */
export function aDoneWindow(start: number, seconds = 30): VideoWindow {
  const place = { start, end: start + seconds - 1, lengthSeconds: seconds };
  return { ...place, state: "DONE", result: aResult(seconds), finishedAt: NOON };
}
