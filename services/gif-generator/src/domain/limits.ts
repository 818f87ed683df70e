import type { VideoFacts } from "./video.ts";
import { refusedInput } from "./media-errors.ts";

/** What is rendered at most. */
export interface Limits {
  readonly maxDurationSeconds: number;
  /** Of a picture. */
  readonly maxPixels: number;
}

/**
 * Refuses what would cost too much to render, by what the file says of itself.
 *
 * @throws {InvalidError} `RefusedInput`.
 */
export function assertWithin(limits: Limits, { durationSeconds, width, height }: VideoFacts): void {
  if (durationSeconds > limits.maxDurationSeconds) {
    throw refusedInput(`${durationSeconds} s are more than ${limits.maxDurationSeconds}`);
  }
  if (width * height > limits.maxPixels) {
    throw refusedInput(`${width} by ${height} pixels are more than ${limits.maxPixels}`);
  }
}
