import { notAVideo, refusedInput } from "../../domain/media-errors.ts";
import type { RangeSource } from "../http-ranges.ts";
import { boxesIn, LARGE_HEADER_BYTES, readBoxHeader } from "./box.ts";

const FIRST_READ_BYTES = 65_536; // holds the tables of some minutes of video, when they come first
const MAX_MOVIE_BYTES = 64 * 2 ** 20; // the tables of 4 hours have 10 MB
const MAX_TOP_BOXES = 64; // before the movie header; usually two

/** Types that an MP4 or QuickTime file can begin with. */
const BEGINNINGS = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "uuid"]);

/**
 * Finds the movie header of an MP4 file, which says where all the rest is, and reads nothing else of it.
 *
 * @throws {InvalidError} `NotAVideo`: this is no MP4, by its content; `RefusedInput`: too large.
 */
export async function readMovie(source: RangeSource): Promise<Buffer> {
  let bytes = await source.read(0, FIRST_READ_BYTES);
  if (bytes.length === 0) throw notAVideo("the file is empty");
  let at = 0;
  for (let box = 0; box < MAX_TOP_BOXES; box += 1) {
    const header = readBoxHeader(bytes);
    if (header === undefined) break;
    if (box === 0 && !BEGINNINGS.has(header.type)) throw notAVideo("the file is no MP4");
    if (header.type === "moov") return body(source, { at, bytes, ...header });
    if (header.sizeBytes === 0) break;
    at += header.sizeBytes;
    if (!Number.isSafeInteger(at)) break;
    const inside = header.sizeBytes < bytes.length - LARGE_HEADER_BYTES;
    bytes = inside ? bytes.subarray(header.sizeBytes) : await source.read(at, FIRST_READ_BYTES);
  }
  throw notAVideo("the file says nowhere what is in it");
}

async function body(
  source: RangeSource,
  {
    at,
    bytes,
    headerBytes,
    sizeBytes,
  }: {
    at: number;
    bytes: Buffer;
    headerBytes: number;
    sizeBytes: number;
  },
): Promise<Buffer> {
  if (sizeBytes > MAX_MOVIE_BYTES)
    throw refusedInput(`a header of ${sizeBytes} bytes is too large`);
  const length = sizeBytes === 0 ? MAX_MOVIE_BYTES : sizeBytes;
  const missing = length - bytes.length;
  const rest = missing > 0 ? await source.read(at + bytes.length, missing) : Buffer.alloc(0);
  const whole = Buffer.concat([bytes, rest]).subarray(0, length);
  const [movie] = boxesIn(whole);
  if (movie === undefined) throw notAVideo("the file's header is cut off");
  return whole.subarray(headerBytes);
}
