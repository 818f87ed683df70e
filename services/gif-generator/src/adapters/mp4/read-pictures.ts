import { notAVideo, refusedInput } from "../../domain/media-errors.ts";
import type { RangeSource } from "../http-ranges.ts";
import type { VideoTrack } from "./track.ts";
import type { Picture } from "./window-pictures.ts";

/** A picture and its bytes. */
export interface CodedPicture extends Picture {
  readonly bytes: Buffer;
}

const MAX_GAP_BYTES = 1_048_576; // of sound and others, that is read and thrown away: a request costs more
const MAX_RANGES = 200; // of a window; one, when sound and picture alternate as usual

interface Run {
  readonly start: number;
  end: number;
  readonly pictures: Picture[];
}

/**
 * Reads pictures in as few requests as possible, and holds only a few of them at once.
 *
 * @throws {InvalidError} `RefusedInput`: they are strewn all over the file; `NotAVideo`: it is cut off.
 */
export async function* readPictures(
  source: RangeSource,
  track: VideoTrack,
  pictures: readonly Picture[],
): AsyncGenerator<CodedPicture> {
  const runs = runsOf(track, pictures);
  if (runs.length > MAX_RANGES) throw refusedInput("the pictures are strewn all over the file");
  for (const run of runs) yield* readRun(source, track, run);
}

function placeOf({ samples }: VideoTrack, { index }: Picture): { start: number; end: number } {
  const start = samples.offsets[index] ?? 0;
  return { start, end: start + (samples.sizes[index] ?? 0) };
}

function runsOf(track: VideoTrack, pictures: readonly Picture[]): readonly Run[] {
  const runs: Run[] = [];
  for (const picture of pictures) {
    const { start, end } = placeOf(track, picture);
    const last = runs.at(-1);
    if (last !== undefined && start >= last.end && start - last.end <= MAX_GAP_BYTES) {
      last.end = end;
      last.pictures.push(picture);
    } else {
      runs.push({ start, end, pictures: [picture] });
    }
  }
  return runs;
}

async function* readRun(
  source: RangeSource,
  track: VideoTrack,
  { start, end, pictures }: Run,
): AsyncGenerator<CodedPicture> {
  const pieces = source.stream(start, end - start);
  let held: Buffer = Buffer.alloc(0);
  let heldFrom = start;
  try {
    for (const picture of pictures) {
      const place = placeOf(track, picture);
      held = await atLeast(place.end - heldFrom, held, pieces);
      yield { ...picture, bytes: held.subarray(place.start - heldFrom, place.end - heldFrom) };
      held = held.subarray(place.end - heldFrom);
      heldFrom = place.end;
    }
  } finally {
    await pieces.return(undefined);
  }
}

/** Adds pieces to the bytes that are held until they are enough. */
async function atLeast(
  length: number,
  held: Buffer,
  pieces: AsyncGenerator<Buffer>,
): Promise<Buffer> {
  const parts = [held];
  for (let have = held.length; have < length;) {
    const { value, done } = await pieces.next();
    if (done === true) throw notAVideo("the file ends before its pictures do");
    parts.push(value);
    have += value.length;
  }
  return parts.length === 1 ? held : Buffer.concat(parts);
}
