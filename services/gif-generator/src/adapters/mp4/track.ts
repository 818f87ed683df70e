import { notAVideo, refusedInput } from "../../domain/media-errors.ts";
import { boxesIn, Fields, findBox, needBox } from "./box.ts";
import { readSamples, type Samples } from "./samples.ts";

/** The pictures of an MP4 file, and how to decode and show them. */
export interface VideoTrack {
  /** As ffmpeg names it. */
  readonly codec: string;
  /** Pixels, as coded. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** Whether the picture is to be turned by 90 or 270 degrees. */
  readonly turned: boolean;
  /** Ticks in a second. */
  readonly timescale: number;
  /** What is added to a picture's own time to get its time in the movie, in ticks. */
  readonly shift: number;
  /** Ticks: when the last picture ends, in the movie. */
  readonly end: number;
  readonly samples: Samples;
  /** As it stands in the file: how the decoder is set up. */
  readonly description: Buffer;
  /** As it stands in the file: how the picture is turned. */
  readonly matrix: Buffer;
}

const CODECS: ReadonlyMap<string, string> = new Map([
  ["avc1", "h264"],
  ["avc3", "h264"],
  ["hvc1", "hevc"],
  ["hev1", "hevc"],
  ["mp4v", "mpeg4"],
  ["vp09", "vp9"],
]);
const MATRIX_BYTES = 36;
const MAX_DESCRIPTION_BYTES = 65_536;

/**
 * Reads the first video track of a movie.
 *
 * @throws {InvalidError} `NotAVideo`: there is none, or it is damaged; `RefusedInput`: fragmented,
 *   encrypted, other codecs, edits that rearrange the video.
 */
export function readVideoTrack(movie: Buffer): VideoTrack {
  if (findBox(movie, "mvex") !== undefined) throw refusedInput("fragmented MP4 is not supported");
  const movieTimescale = readTimescale(needBox(movie, "mvhd"));
  const track = boxesIn(movie)
    .filter(({ type }) => type === "trak")
    .find(({ body }) => handlerOf(body) === "vide");
  if (track === undefined) throw notAVideo("the file has no picture, only sound or text");
  const media = needBox(track.body, "mdia");
  const timescale = readTimescale(needBox(media, "mdhd"));
  const table = needBox(needBox(media, "minf"), "stbl");
  const samples = readSamples(table);
  if (samples.count === 0) throw notAVideo("the video has no pictures");
  const shift = readShift(findBox(track.body, "edts"), { samples, timescale, movieTimescale });
  return {
    ...readDescription(needBox(table, "stsd")),
    ...readHeader(needBox(track.body, "tkhd")),
    timescale,
    samples,
    shift,
    end: endOf(samples) + shift,
  };
}

function handlerOf(track: Buffer): string | undefined {
  const handler = findBox(needBox(track, "mdia"), "hdlr");
  return handler?.toString("latin1", 8, 12);
}

function readTimescale(header: Buffer): number {
  const fields = new Fields(header);
  fields.skip(fields.version() === 1 ? 16 : 8); // when it was made and changed
  const timescale = fields.uint32();
  if (timescale === 0) throw notAVideo("the clock of the file stands still");
  return timescale;
}

function readDescription(
  description: Buffer,
): Pick<VideoTrack, "codec" | "codedWidth" | "codedHeight" | "description"> {
  const [entry] = boxesIn(description.subarray(8));
  if (entry === undefined) throw notAVideo("the file does not say how its pictures are coded");
  const codec = CODECS.get(entry.type);
  if (codec === undefined) {
    throw refusedInput(`pictures coded as ${JSON.stringify(entry.type)} are not supported`);
  }
  if (description.length > MAX_DESCRIPTION_BYTES) throw refusedInput("the coding is too long");
  const fields = new Fields(entry.body, 24);
  const codedWidth = fields.uint16();
  const codedHeight = fields.uint16();
  if (codedWidth === 0 || codedHeight === 0) throw notAVideo("the pictures have no size");
  return { codec, codedWidth, codedHeight, description };
}

function readHeader(header: Buffer): Pick<VideoTrack, "matrix" | "turned"> {
  const fields = new Fields(header);
  fields.skip(fields.version() === 1 ? 32 : 20); // times, track id, duration
  fields.skip(16); // reserved, layer, group, volume
  const matrix = fields.bytes(MATRIX_BYTES);
  return { matrix, turned: matrix.readInt32BE(0) === 0 && matrix.readInt32BE(4) !== 0 };
}

/**
 * Reads the edit list: an empty stretch first, if any, then the media from a point on.
 *
 * Without one, the movie begins with its first picture, which is how players see it.
 */
function readShift(
  edits: Buffer | undefined,
  {
    samples,
    timescale,
    movieTimescale,
  }: {
    samples: Samples;
    timescale: number;
    movieTimescale: number;
  },
): number {
  const list = edits === undefined ? undefined : findBox(edits, "elst");
  const entries = list === undefined ? [] : readEdits(list);
  const media = entries.filter(({ mediaTime }) => mediaTime >= 0);
  if (media.length > 1)
    throw refusedInput("a video put together of several edits is not supported");
  const [edit] = media;
  if (edit === undefined) return -firstTime(samples);
  const empty = entries.filter(({ mediaTime }) => mediaTime < 0);
  const waits = empty.reduce((sum, { duration }) => sum + duration, 0) / movieTimescale;
  return Math.round(waits * timescale) - edit.mediaTime;
}

function readEdits(list: Buffer): readonly { duration: number; mediaTime: number }[] {
  const fields = new Fields(list);
  const large = fields.version() === 1;
  const count = fields.count(large ? 20 : 12);
  return Array.from({ length: count }, () => {
    const duration = large ? fields.uint64() : fields.uint32();
    const mediaTime = large ? fields.int64() : fields.int32();
    fields.skip(4); // the rate
    return { duration, mediaTime };
  });
}

function firstTime({ times }: Samples): number {
  return times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
}

function endOf({ times, durations }: Samples): number {
  return times.reduce((end, time, at) => Math.max(end, time + (durations[at] ?? 0)), 0);
}
