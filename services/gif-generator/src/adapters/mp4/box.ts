import { notAVideo, refusedInput } from "../../domain/media-errors.ts";

/** A part of an MP4 file: ISO/IEC 14496-12, 4.2. */
export interface Box {
  readonly type: string;
  /** What is in it, after its header. */
  readonly body: Buffer;
}

/** How a box begins. */
export interface BoxHeader {
  readonly type: string;
  readonly headerBytes: number;
  /** Header included; 0 for a box that ends with the file. */
  readonly sizeBytes: number;
}

const HEADER_BYTES = 8;
/** The longest header of a box: with a size of 64 bits. */
export const LARGE_HEADER_BYTES = 16;
const LARGE_SIZE = 1;
const MAX_BOXES = 10_000; // of one parent: no file has more tracks, and nothing else repeats

/**
 * Reads the header of a box; undefined when `bytes` ends before the header does.
 *
 * @throws {InvalidError} `NotAVideo`: its size cannot be.
 */
export function readBoxHeader(bytes: Buffer): BoxHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const type = bytes.toString("latin1", 4, HEADER_BYTES);
  const size = bytes.readUInt32BE(0);
  if (size !== LARGE_SIZE) return checked({ type, headerBytes: HEADER_BYTES, sizeBytes: size });
  if (bytes.length < LARGE_HEADER_BYTES) return undefined;
  const large = Number(bytes.readBigUInt64BE(HEADER_BYTES));
  return checked({ type, headerBytes: LARGE_HEADER_BYTES, sizeBytes: large });
}

function checked(header: BoxHeader): BoxHeader {
  const { type, sizeBytes, headerBytes } = header;
  if (sizeBytes !== 0 && sizeBytes < headerBytes) {
    throw notAVideo(`a part ${JSON.stringify(type)} of ${sizeBytes} bytes cannot be`);
  }
  return header;
}

/**
 * The boxes that follow each other in `bytes`.
 *
 * @throws {InvalidError} `NotAVideo`: one is longer than what holds it.
 */
export function boxesIn(bytes: Buffer): readonly Box[] {
  const boxes: Box[] = [];
  let at = 0;
  while (at < bytes.length) {
    const header = readBoxHeader(bytes.subarray(at));
    // QuickTime ends a list of boxes with a zero of 32 bits.
    if (header === undefined) break;
    const size = header.sizeBytes === 0 ? bytes.length - at : header.sizeBytes;
    if (at + size > bytes.length) throw notAVideo(`the part ${header.type} is cut off`);
    boxes.push({ type: header.type, body: bytes.subarray(at + header.headerBytes, at + size) });
    if (boxes.length > MAX_BOXES) throw refusedInput("the file has too many parts");
    at += size;
  }
  return boxes;
}

/** The body of the first box of a type. */
export function findBox(bytes: Buffer, type: string): Buffer | undefined {
  return boxesIn(bytes).find((box) => box.type === type)?.body;
}

/**
 * The body of a box that has to be there.
 *
 * @throws {InvalidError} `NotAVideo`: it is not.
 */
export function needBox(bytes: Buffer, type: string): Buffer {
  const body = findBox(bytes, type);
  if (body === undefined) throw notAVideo(`the file has no ${type}`);
  return body;
}

/** Reads the fields of a box in order, and never past its end. */
export class Fields {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  uint16(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  uint64(): number {
    return Number(this.#bytes.readBigUInt64BE(this.#take(8)));
  }

  int64(): number {
    return Number(this.#bytes.readBigInt64BE(this.#take(8)));
  }

  bytes(length: number): Buffer {
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** The version of a "full box", whose flags are skipped with it. */
  version(): number {
    return this.uint32() >>> 24;
  }

  /**
   * The count of a table's entries.
   *
   * @throws {InvalidError} `NotAVideo`: the box is too short for so many.
   */
  count(entryBytes: number): number {
    const count = this.uint32();
    if (count * entryBytes > this.left) throw notAVideo("a table is cut off");
    return count;
  }

  #take(length: number): number {
    const from = this.#at;
    if (from + length > this.#bytes.length) throw notAVideo("a part of the file is cut off");
    this.#at += length;
    return from;
  }
}
