import { createHash } from "node:crypto";

// A name that can stand in a key, a URL and a shell untouched. The rest of S3's 1,024 bytes is for the second
// time it is in a key, and for `-frame-`.
const PLAIN = /^(?<base>[A-Za-z0-9_][A-Za-z0-9_-]{0,199})\.mp4$/u;
const DIGEST_HEX = 32; // 128 bits
const MAX_READABLE = 40;

/** What is readable of an object key: its last part, without the ending. */
function readablePartOf(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1).replace(/\.mp4$/iu, "");
  const plain = name.replaceAll(/[^A-Za-z0-9_]+/gu, "-").slice(0, MAX_READABLE);
  return plain.replaceAll(/^-+|-+$/gu, "");
}

/**
 * The folder of a video's outputs, and the first part of their names. `reinvent.mp4` has the post's, `reinvent`;
 * any other key (folders, dots, spaces, `.MP4` ...) has a readable part, `~` and a digest of the whole key. No
 * plain name has a `~`, so different keys never share a folder.
 */
export function baseOf(key: string): string {
  const plain = PLAIN.exec(key)?.groups?.["base"];
  if (plain !== undefined) return plain;
  const digest = createHash("sha256").update(key).digest("hex").slice(0, DIGEST_HEX);
  return `${readablePartOf(key)}~${digest}`;
}

/** Where all outputs of a video are. */
export function folderOf(base: string): string {
  return `${base}/`;
}

/** What the keys of a window's stills, of its GIF and of no other window begin with, less `.` or `-`. */
function windowPrefix(base: string, start: number): string {
  return `${folderOf(base)}${base}-${start}`;
}

/** The key of a window's GIF: `reinvent/reinvent-30.gif`. */
export function gifKey(base: string, start: number): string {
  return `${windowPrefix(base, start)}.gif`;
}

/** The key of a window's still; `n` counts from 1, and shows second `start + n - 1`: `reinvent/reinvent-30-frame-1.jpg`. */
export function frameKey(base: string, { start, n }: FrameNumber): string {
  return `${windowPrefix(base, start)}-frame-${n}.jpg`;
}

/** The key of the manifest, which is there once every window is settled. */
export function manifestKey(base: string): string {
  return `${folderOf(base)}manifest.json`;
}

/** Which still of which window. */
export interface FrameNumber {
  readonly start: number;
  readonly n: number;
}

/** The still that shows a position in the video, in seconds. */
export function frameAt(position: number, snippetSize: number): FrameNumber {
  const second = Math.floor(position);
  const offset = second % snippetSize;
  return { start: second - offset, n: offset + 1 };
}
