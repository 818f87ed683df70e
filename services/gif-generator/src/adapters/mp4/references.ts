import { boxesIn } from "./box.ts";
import type { VideoTrack } from "./track.ts";

const ENTRY_FIELDS_BYTES = 78; // of a picture's description, before the boxes; ISO/IEC 14496-12, 12.1.3
const SLICE = 1; // ITU-T H.264, table 7-1
const KEY_SLICE = 5;

/**
 * Makes the test whether no other picture refers to one, so that it can be left out: in H.264, when
 * `nal_ref_idc` is 0 in all its slices. Other codecs do not say it so plainly; nothing of theirs goes.
 */
export function disposableTest(track: VideoTrack): (picture: Buffer) => boolean {
  const lengthBytes = track.codec === "h264" ? lengthBytesOf(track.description) : undefined;
  if (lengthBytes === undefined) return () => false;
  return (picture) => isDisposable(picture, lengthBytes);
}

/** How many bytes the length of each unit takes; undefined when the description does not say. */
function lengthBytesOf(description: Buffer): number | undefined {
  const [entry] = boxesIn(description.subarray(8));
  const parts = entry === undefined ? [] : boxesIn(entry.body.subarray(ENTRY_FIELDS_BYTES));
  const configuration = parts.find(({ type }) => type === "avcC")?.body;
  const field = configuration?.[4];
  return field === undefined ? undefined : (field & 3) + 1;
}

function isDisposable(picture: Buffer, lengthBytes: number): boolean {
  let slices = 0;
  let at = 0;
  while (at + lengthBytes < picture.length) {
    const header = picture[at + lengthBytes] ?? 0;
    const type = header & 0x1f;
    const importance = (header >> 5) & 3;
    if (type >= SLICE && type <= KEY_SLICE) {
      if (importance > 0) return false;
      slices += 1;
    }
    at += lengthBytes + picture.readUIntBE(at, lengthBytes);
  }
  return slices > 0;
}
