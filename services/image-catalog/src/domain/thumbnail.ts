import { createHash } from "node:crypto";

/** Pixels: the longer side of a thumbnail. */
export const THUMBNAIL_PIXELS = 320;

/** Pixels: larger images get no thumbnail. Judged by what the file declares, before anything is decoded. */
export const MAX_PIXELS = 80_000_000;

/**
 * The object key of an image's thumbnail. A digest, because the image's key may have 1,024 bytes already and
 * anything in it.
 */
export function thumbnailKey(imageKey: string): string {
  return `thumbnails/${createHash("sha256").update(imageKey).digest("hex")}.webp`;
}
