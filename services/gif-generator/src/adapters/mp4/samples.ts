import { notAVideo, refusedInput } from "../../domain/media-errors.ts";
import { Fields, findBox, needBox } from "./box.ts";

/** The pictures of a track in the order they are decoded in; one place in each array belongs to one picture. */
export interface Samples {
  readonly count: number;
  /** Where each begins in the file. */
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  /** Ticks of the track's clock: when it is decoded. */
  readonly decodeTimes: Float64Array;
  /** Ticks of the track's clock: when it is shown, before any edit. */
  readonly times: Float64Array;
  /** Ticks: how long the picture itself says that it lasts. */
  readonly durations: Float64Array;
  /** 1 where decoding can begin. */
  readonly sync: Uint8Array;
}

const MAX_SAMPLES = 3_000_000; // 4 hours at 200 pictures a second
const MAX_SAMPLE_BYTES = 64 * 2 ** 20; // a picture of 4096 by 2160 as it is has 13 MB

/**
 * Reads the tables of a track: ISO/IEC 14496-12, 8.6 and 8.7.
 *
 * @throws {InvalidError} `NotAVideo`: they contradict each other; `RefusedInput`: more or larger pictures
 *   than any video has.
 */
export function readSamples(sampleTable: Buffer): Samples {
  const sizes = readSizes(needBox(sampleTable, "stsz"));
  const count = sizes.length;
  const { decodeTimes, durations } = readDecodeTimes(needBox(sampleTable, "stts"), count);
  return {
    count,
    sizes,
    decodeTimes,
    durations,
    offsets: readOffsets(sampleTable, sizes),
    times: readTimes(findBox(sampleTable, "ctts"), decodeTimes),
    sync: readSync(findBox(sampleTable, "stss"), count),
  };
}

function readSizes(body: Buffer): Uint32Array {
  const fields = new Fields(body);
  fields.version();
  const common = fields.uint32();
  const count = common === 0 ? fields.count(4) : fields.uint32();
  if (count > MAX_SAMPLES) throw refusedInput(`the file declares ${count} pictures`);
  const sizes = new Uint32Array(count).fill(common);
  if (common === 0) {
    for (let at = 0; at < count; at += 1) sizes[at] = fields.uint32();
  }
  if (sizes.some((size) => size > MAX_SAMPLE_BYTES)) throw refusedInput("a picture is too large");
  return sizes;
}

function readDecodeTimes(body: Buffer, count: number) {
  const decodeTimes = new Float64Array(count);
  const durations = new Float64Array(count);
  let at = 0;
  let time = 0;
  for (const [length, duration] of runsOf(body)) {
    const end = Math.min(at + length, count);
    for (; at < end; at += 1) {
      decodeTimes[at] = time;
      durations[at] = duration;
      time += duration;
    }
  }
  if (at < count) throw notAVideo("not every picture has a time");
  return { decodeTimes, durations };
}

function readTimes(body: Buffer | undefined, decodeTimes: Float64Array): Float64Array {
  const times = decodeTimes.slice();
  if (body === undefined) return times;
  let at = 0;
  for (const [length, unsigned] of runsOf(body)) {
    const offset = unsigned | 0; // version 0 has no sign, but files with negative offsets use it all the same
    const end = Math.min(at + length, times.length);
    for (; at < end; at += 1) times[at] = (times[at] ?? 0) + offset;
  }
  return times;
}

/** The pairs of a run-length coded table: how many pictures, and what holds for each. */
function* runsOf(body: Buffer): Generator<readonly [number, number]> {
  const fields = new Fields(body);
  fields.version();
  const count = fields.count(8);
  for (let entry = 0; entry < count; entry += 1) yield [fields.uint32(), fields.uint32()];
}

function readSync(body: Buffer | undefined, count: number): Uint8Array {
  const sync = new Uint8Array(count);
  if (body === undefined) return sync.fill(1);
  const fields = new Fields(body);
  fields.version();
  const entries = fields.count(4);
  for (let entry = 0; entry < entries; entry += 1) {
    const number = fields.uint32();
    if (number >= 1 && number <= count) sync[number - 1] = 1;
  }
  return sync;
}

function readChunkOffsets(sampleTable: Buffer): readonly number[] {
  const short = findBox(sampleTable, "stco");
  const fields = new Fields(short ?? needBox(sampleTable, "co64"));
  fields.version();
  const count = fields.count(short === undefined ? 8 : 4);
  const read = (): number => (short === undefined ? fields.uint64() : fields.uint32());
  return Array.from({ length: count }, read);
}

function readOffsets(sampleTable: Buffer, sizes: Uint32Array): Float64Array {
  const chunks = readChunkOffsets(sampleTable);
  const fields = new Fields(needBox(sampleTable, "stsc"));
  fields.version();
  const entries = fields.count(12);
  const firsts = Array.from({ length: entries }, () => {
    const first = fields.uint32() - 1;
    const perChunk = fields.uint32();
    if (fields.uint32() !== 1) throw refusedInput("the coding changes within the video");
    return { first, perChunk };
  });
  const offsets = new Float64Array(sizes.length);
  let at = 0;
  for (const [index, { first, perChunk }] of firsts.entries()) {
    const end = Math.min(firsts[index + 1]?.first ?? chunks.length, chunks.length);
    for (let chunk = Math.max(first, 0); chunk < end && at < sizes.length; chunk += 1) {
      at = placeChunk(offsets, sizes, { at, perChunk, offset: chunks[chunk] ?? 0 });
    }
  }
  if (at < sizes.length) throw notAVideo("not every picture has a place");
  return offsets;
}

/** Places the pictures of one chunk, which lie one after the other, and says which is the next. */
function placeChunk(
  offsets: Float64Array,
  sizes: Uint32Array,
  chunk: { at: number; perChunk: number; offset: number },
): number {
  const end = Math.min(chunk.at + chunk.perChunk, sizes.length);
  let { offset } = chunk;
  for (let at = chunk.at; at < end; at += 1) {
    offsets[at] = offset;
    offset += sizes[at] ?? 0;
  }
  return end;
}
