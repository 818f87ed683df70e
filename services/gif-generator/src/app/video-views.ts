import { frameKey, gifKey } from "../domain/names.ts";
import { pageTokenOf } from "@blueprints/lambda-kit/page-token";
import type { Video, VideoWindow } from "../domain/video.ts";
import { videoIdOf } from "../domain/video-id.ts";
import type { ManifestView, VideoView } from "../schemas/video.ts";
import type { VideosPage } from "./ports.ts";
import type { ManifestPage, VideoInWindows } from "./read-video.ts";

/** A video as it is in a list. */
function summaryOf({ source, facts, status, reason, createdAt, finishedAt }: Video) {
  return {
    id: videoIdOf(source.key),
    key: source.key,
    status,
    reason,
    durationSeconds: facts?.durationSeconds,
    createdAt,
    finishedAt,
  };
}

/** A page of the list. */
export function videosListOf({ videos, end }: VideosPage) {
  return {
    videos: videos.map(summaryOf),
    nextPageToken: end === undefined ? undefined : pageTokenOf(end),
  };
}

const STATES = { PENDING: "pending", DONE: "done", FAILED: "failed" } as const;

function count(windows: readonly VideoWindow[], state: VideoWindow["state"]): number {
  return windows.filter((window) => window.state === state).length;
}

/** A video with how far each of its windows is. */
export function videoViewOf({ video, windows }: VideoInWindows): VideoView {
  const { facts, snippetSize, withStills, windowCount } = video;
  return {
    ...summaryOf(video),
    width: facts?.width,
    height: facts?.height,
    codec: facts?.codec,
    snippetSize,
    withStills,
    progress: {
      total: windowCount,
      done: count(windows, "DONE"),
      failed: count(windows, "FAILED"),
    },
    windows: windows.map((window) => ({
      start: window.start,
      end: window.end,
      state: STATES[window.state],
      reason: window.state === "FAILED" ? window.reason : undefined,
    })),
  };
}

type WindowView = ManifestView["windows"][number];

function windowViewOf({ video, urls }: ManifestPage, window: VideoWindow): WindowView {
  const { start, end } = window;
  if (window.state === "PENDING") return { start, end, state: "pending" };
  if (window.state === "FAILED") return { start, end, state: "failed", reason: window.reason };
  const { gifBytes, gifFrames, frameBytes } = window.result;
  const urlOf = (key: string): string => urls.get(key) ?? "";
  return {
    start,
    end,
    state: "done",
    gif: { url: urlOf(gifKey(video.base, start)), sizeBytes: gifBytes, frames: gifFrames },
    stills: frameBytes.map((_, index) => urlOf(frameKey(video.base, { start, n: index + 1 }))),
  };
}

/** A stretch of a video's windows with the URLs of their pictures. */
export function manifestViewOf(page: ManifestPage): ManifestView {
  const { id, status, durationSeconds } = summaryOf(page.video);
  return {
    id,
    status,
    durationSeconds,
    snippetSize: page.video.snippetSize,
    expiresAt: page.expiresAt,
    windows: page.windows.map((window) => windowViewOf(page, window)),
    nextFrom: page.nextFrom,
  };
}
