import { refusedInput } from "../../domain/media-errors.ts";
import { GIF_FRAMES_PER_SECOND } from "../../domain/windows.ts";
import type { VideoTrack } from "./track.ts";

/** What of a video is wanted. */
export interface Stretch {
  readonly startSeconds: number;
  readonly lengthSeconds: number;
  readonly withStills: boolean;
}

/** A picture that is handed to the decoder. */
export interface Picture {
  /** Its place in the track's tables. */
  readonly index: number;
  /** Ticks since the stretch began; below 0 or past its end for what only others refer to. */
  readonly at: number;
  /** Ticks: until the next picture of the stretch. */
  readonly duration: number;
  /** Whether no output shows it, so that it can go if no other picture refers to it. */
  readonly isUnseen: boolean;
}

interface Entry {
  readonly index: number;
  readonly at: number;
}

/**
 * The pictures that a stretch needs, in the order of decoding: from the last point before it where decoding
 * can begin, to the last picture that an output shows.
 *
 * @throws {InvalidError} `RefusedInput`: the video has no picture there.
 */
export function picturesOf(track: VideoTrack, stretch: Stretch): readonly Picture[] {
  const entries = entriesOf(track, stretch);
  const [first] = entries;
  if (first === undefined) throw refusedInput("the video has no picture there");
  const seen = seenOf(entries, track.timescale, stretch.withStills);
  const placed = placedOf(entries, stretch.lengthSeconds * track.timescale);
  const from = decodableFrom(track, first.index);
  const to = [...seen].reduce((last, index) => Math.max(last, index), from);
  const pictures: Picture[] = [];
  for (let index = from; index <= to; index += 1) {
    // What comes after such a point but is shown before it refers to pictures that are not there.
    if (movieTime(track, index) < movieTime(track, from)) continue;
    const place = placed.get(index) ?? unplaced(track, index, stretch);
    pictures.push({ index, ...place, isUnseen: !seen.has(index) });
  }
  return pictures;
}

type Place = Pick<Picture, "at" | "duration">;

/** Each picture of the stretch lasts until the next; the last, until the end. */
function placedOf(entries: readonly Entry[], lengthTicks: number): ReadonlyMap<number, Place> {
  return new Map(
    entries.map(({ index, at }, place) => {
      const until = entries[place + 1]?.at ?? lengthTicks;
      return [index, { at, duration: until - at }];
    }),
  );
}

function unplaced(track: VideoTrack, index: number, { startSeconds }: Stretch): Place {
  const at = movieTime(track, index) - startSeconds * track.timescale;
  return { at, duration: track.samples.durations[index] ?? 0 };
}

function movieTime({ samples, shift }: VideoTrack, index: number): number {
  return (samples.times[index] ?? 0) + shift;
}

/** What is to be seen in the stretch, by time; there is something at 0, if there is anything. */
function entriesOf(track: VideoTrack, stretch: Stretch): readonly Entry[] {
  const start = stretch.startSeconds * track.timescale;
  const length = stretch.lengthSeconds * track.timescale;
  const entries: Entry[] = [];
  let before: Entry = { index: -1, at: Number.NEGATIVE_INFINITY };
  for (let index = 0; index < track.samples.count; index += 1) {
    const at = movieTime(track, index) - start;
    if (at >= 0 && at < length) entries.push({ index, at });
    if (at < 0 && at >= before.at) before = { index, at };
  }
  entries.sort((a, b) => a.at - b.at);
  return before.index < 0 ? begunAtOnce(entries) : heldOver(before, entries, track.timescale);
}

/** A video that starts late shows its first picture from the beginning. */
function begunAtOnce([first, ...others]: readonly Entry[]): readonly Entry[] {
  return first === undefined ? [] : [{ index: first.index, at: 0 }, ...others];
}

/** Where nothing new is shown at the beginning (a slide that stands still), what was shown before still is. */
function heldOver(before: Entry, entries: readonly Entry[], timescale: number): readonly Entry[] {
  const [first] = entries;
  const isNew = first !== undefined && slotOf(first.at, timescale, GIF_FRAMES_PER_SECOND) === 0;
  return isNew ? entries : [{ index: before.index, at: 0 }, ...entries];
}

/** Which frame of an output a picture becomes, as ffmpeg's filter `fps` rounds. */
function slotOf(at: number, timescale: number, framesPerSecond: number): number {
  return Math.floor((at * framesPerSecond) / timescale + 0.5);
}

/** The places of the pictures that stand in an output, because no other comes in their stead. */
function seenOf(
  entries: readonly Entry[],
  timescale: number,
  withStills: boolean,
): ReadonlySet<number> {
  const rates = withStills ? [GIF_FRAMES_PER_SECOND, 1] : [GIF_FRAMES_PER_SECOND];
  const seen = entries.filter(({ at }, place) => {
    const next = entries[place + 1];
    if (next === undefined) return true;
    return rates.some((rate) => slotOf(next.at, timescale, rate) > slotOf(at, timescale, rate));
  });
  return new Set(seen.map(({ index }) => index));
}

function decodableFrom(track: VideoTrack, first: number): number {
  for (let index = first; index > 0; index -= 1) {
    const isSync = track.samples.sync[index] === 1;
    if (isSync && movieTime(track, index) <= movieTime(track, first)) return index;
  }
  return 0;
}
