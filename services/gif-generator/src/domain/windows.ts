import { InvalidError } from "@blueprints/lambda-kit/errors";

/** Frames of a GIF for each second of video; the post's `fps=10`. */
export const GIF_FRAMES_PER_SECOND = 10;

/** A stretch of a video that becomes one GIF and the stills of its seconds. */
export interface Window {
  /** The second it begins with; the first window's is 0. */
  readonly start: number;
  /** The last second it covers, itself included: the window shows `[start, end + 1)`, or less at the video's end. */
  readonly end: number;
  /** Seconds of video in it, a whole number of GIF frames. */
  readonly lengthSeconds: number;
}

/**
 * The length of a video in GIF frames, rounded down but at least 1: a tail shorter than one frame, which no GIF
 * could show, is no part of any window.
 */
function gifFramesIn(durationSeconds: number): number {
  const ROUNDING_ERROR = 1e-6; // 16.1 * 10 is 161.00000000000003, and 1.1 * 3 * 10 below 33 would lose a frame
  return Math.max(1, Math.floor(durationSeconds * GIF_FRAMES_PER_SECOND + ROUNDING_ERROR));
}

/**
 * Cuts a video into windows of `snippetSize` seconds, without gap or overlap; the last may be shorter. A second
 * that has begun is a second: 29.99 s have 30 stills, and 95 s have 95.
 *
 * @throws {InvalidError} `InvalidDuration`, `InvalidSnippetSize`.
 */
export function windowsOf(durationSeconds: number, snippetSize: number): readonly Window[] {
  if (!Number.isFinite(durationSeconds) || durationSeconds <= 0) {
    throw new InvalidError("InvalidDuration", `a video does not last ${durationSeconds} s`);
  }
  if (!Number.isInteger(snippetSize) || snippetSize < 1) {
    throw new InvalidError("InvalidSnippetSize", "a window has a whole number of seconds");
  }
  const frames = gifFramesIn(durationSeconds);
  const framesEach = snippetSize * GIF_FRAMES_PER_SECOND;
  return Array.from({ length: Math.ceil(frames / framesEach) }, (_, index) => {
    const start = index * snippetSize;
    const own = Math.min(framesEach, frames - index * framesEach);
    const seconds = Math.ceil(own / GIF_FRAMES_PER_SECOND);
    return { start, end: start + seconds - 1, lengthSeconds: own / GIF_FRAMES_PER_SECOND };
  });
}

/** How many frames the GIF of a window has. */
export function gifFramesOf({ lengthSeconds }: Window): number {
  return Math.round(lengthSeconds * GIF_FRAMES_PER_SECOND);
}

/** How many stills a window has: one for each second it covers. */
export function stillsOf({ start, end }: Window): number {
  return end - start + 1;
}
