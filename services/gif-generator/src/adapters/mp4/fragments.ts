import { refusedInput } from "../../domain/media-errors.ts";
import type { CodedPicture } from "./read-pictures.ts";
import type { VideoTrack } from "./track.ts";

// A movie in fragments, so that it can be written while it is read: ISO/IEC 14496-12, 8.8.

const TRACK = 1;
const MAX_OFFSET = 2 ** 31 - 1;
const DATA_IN_SAME_FILE = 1; // flags of `url `: it names no other file
const BASE_IS_FRAGMENT = 0x020000; // flags of `tfhd`
const RUN_FLAGS = 0x000f01; // of `trun`: data offset; each picture's duration, size, flags and time offset
const FLAGS_SYNC = 0x02000000;
const FLAGS_OTHER = 0x01010000;

/** A box of some parts: numbers are 32 bits each, texts one byte a letter. */
function box(type: string, ...parts: readonly (Buffer | number | string)[]): Buffer {
  const bodies = parts.map((part) => {
    if (typeof part === "string") return Buffer.from(part, "latin1");
    return typeof part === "number" ? uint32(part) : part;
  });
  const body = Buffer.concat(bodies);
  return Buffer.concat([uint32(body.length + 8), Buffer.from(type, "latin1"), body]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

const zeros = (length: number): Buffer => Buffer.alloc(length);
const IDENTITY = Buffer.concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(uint32)); // no turning

/** The beginning of a movie that has one track and no pictures yet; it can refer to no other file. */
export function movieHeader(track: VideoTrack): Buffer {
  const size = [track.codedWidth * 2 ** 16, track.codedHeight * 2 ** 16];
  const dataReference = box("dref", 0, 1, box("url ", DATA_IN_SAME_FILE));
  const sampleTable = box(
    "stbl",
    box("stsd", track.description),
    ...["stts", "stsc", "stco"].map((type) => box(type, 0, 0)),
    box("stsz", 0, 0, 0),
  );
  return Buffer.concat([
    box("ftyp", "isom", 0x200, "isomiso6mp41"),
    box(
      "moov",
      box("mvhd", 0, 0, 0, track.timescale, 0, 0x10000, zeros(12), IDENTITY, zeros(24), TRACK + 1),
      box(
        "trak",
        box("tkhd", 3, 0, 0, TRACK, 0, 0, zeros(16), track.matrix, ...size),
        box(
          "mdia",
          box("mdhd", 0, 0, 0, track.timescale, 0, 0x55c40000),
          box("hdlr", 0, 0, "vide", zeros(13)),
          box("minf", box("vmhd", 1, zeros(8)), box("dinf", dataReference), sampleTable),
        ),
      ),
      box("mvex", box("trex", 0, TRACK, 1, 0, 0, 0)),
    ),
  ]);
}

/** Writes pictures as fragments, one each; `leadTicks` is where the stretch begins on the movie's clock. */
export function fragmentWriter(
  track: VideoTrack,
  { startSeconds, leadTicks }: { startSeconds: number; leadTicks: number },
): (picture: CodedPicture) => Buffer {
  let number = 0;
  return ({ index, at, duration, bytes }) => {
    number += 1;
    const decodeTime = decodeTicks(track, index, startSeconds) + leadTicks;
    const offset = Math.round(at) + leadTicks - decodeTime;
    if (Math.abs(offset) > MAX_OFFSET)
      throw refusedInput("a picture is shown long after its decoding");
    const flags = track.samples.sync[index] === 1 ? FLAGS_SYNC : FLAGS_OTHER;
    const fragment = (dataAt: number): Buffer =>
      box(
        "moof",
        box("mfhd", 0, number),
        box(
          "traf",
          box("tfhd", BASE_IS_FRAGMENT, TRACK),
          box("tfdt", 1 << 24, uint64(decodeTime)),
          box(
            "trun",
            (1 << 24) | RUN_FLAGS,
            1,
            dataAt,
            Math.round(duration),
            bytes.length,
            flags,
            offset >>> 0,
          ),
        ),
      );
    const headerBytes = fragment(0).length;
    return Buffer.concat([
      fragment(headerBytes + 8),
      uint32(bytes.length + 8),
      Buffer.from("mdat"),
      bytes,
    ]);
  };
}

/** When a picture is decoded, in ticks since the stretch began. */
export function decodeTicks(
  { samples, shift, timescale }: VideoTrack,
  index: number,
  startSeconds: number,
): number {
  return (samples.decodeTimes[index] ?? 0) + shift - startSeconds * timescale;
}
