import { InvalidError } from "@blueprints/lambda-kit/errors";
import { isUtf8 } from "node:buffer";

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

const MAX_RECORD_BYTES = 1024 ** 2;

const INCOMPLETE = -1;

/**
 * Records of a file, one after the other, in the bytes that they came in. Record `i` has the bytes from `starts[i]` to
 * `ends[i]` and its line end up to `starts[i + 1]`; its cells are those from `firstCells[i]` up to `firstCells[i + 1]`,
 * each with its quotes. A blank line is a record of no bytes with one cell.
 */
export interface RecordBatch {
  readonly bytes: Buffer;
  readonly count: number;
  /** Of the batch's first record, counted from 1 as a spreadsheet does: the header is row 1. */
  readonly firstRow: number;
  /** `count` and one more. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** `count` and one more. */
  readonly firstCells: readonly number[];
  readonly cellStarts: readonly number[];
  readonly cellEnds: readonly number[];
}

/**
 * Reads CSV as RFC 4180 has it: commas, cells that may be quoted, quotes doubled in them. Beyond that, lines may end
 * with LF, CRLF or CR, also mixed; the last one may have no end; a quote within a cell that does not begin with one is
 * a character like any other; and the file may begin with a byte order mark, which belongs to the first record but to
 * no cell. Memory is bounded by the chunks and by the longest record.
 *
 * It has its own scanner because it gives places, not values: what the user wrote is copied, never written anew.
 *
 * @throws {InvalidError} `BrokenQuoting`, `RowTooLarge` (1 MiB), `NotUtf8`, `NotText` (a NUL).
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export async function* csvRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RecordBatch> {
  let left: Buffer = Buffer.alloc(0);
  let row = 1;
  for await (const chunk of chunks) {
    const batch = scan(left.length === 0 ? asBuffer(chunk) : Buffer.concat([left, chunk]), {
      firstRow: row,
      isLast: false,
    });
    left = batch.bytes.subarray(batch.starts[batch.count]);
    row += batch.count;
    if (left.length > MAX_RECORD_BYTES) throw refuse("RowTooLarge", row, "has more than 1 MiB");
    if (batch.count > 0) yield batch;
  }
  const batch = scan(left, { firstRow: row, isLast: true });
  if (batch.count > 0) yield batch;
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function refuse(code: string, row: number, what: string): InvalidError {
  return new InvalidError(code, `row ${row} ${what}`);
}

interface Scan {
  readonly firstRow: number;
  /** No more bytes will come: what is left is a record. */
  readonly isLast: boolean;
}

interface OpenBatch extends RecordBatch {
  count: number;
  readonly isLast: boolean;
  readonly starts: number[];
  readonly ends: number[];
  readonly firstCells: number[];
  readonly cellStarts: number[];
  readonly cellEnds: number[];
}

function scan(bytes: Buffer, { firstRow, isLast }: Scan): RecordBatch {
  const lists = { starts: [0], ends: [], firstCells: [0], cellStarts: [], cellEnds: [] };
  const batch: OpenBatch = { bytes, count: 0, firstRow, isLast, ...lists };
  let at = 0;
  if (firstRow === 1) {
    if (!isLast && bytes.length < BOM.length) return batch;
    if (bytes.subarray(0, BOM.length).equals(BOM)) at = BOM.length;
    if (isLast && at === bytes.length) return batch; // nothing, or nothing but the mark
  }
  while (at < bytes.length) {
    const next = scanRecord(batch, at);
    if (next === INCOMPLETE) break;
    at = next;
  }
  checkText(batch);
  return batch;
}

/** The place behind the record and its line end, or {@link INCOMPLETE}: then the batch is as before. */
function scanRecord(batch: OpenBatch, from: number): number {
  const { bytes, cellStarts, cellEnds, isLast } = batch;
  const before = cellEnds.length;
  let at = from;
  for (;;) {
    const end = bytes[at] === QUOTE ? endOfQuoted(batch, at) : endOfPlain(bytes, at);
    if (end === INCOMPLETE || (end === bytes.length && !isLast)) break;
    cellStarts.push(at);
    cellEnds.push(end);
    if (bytes[end] !== COMMA) {
      const next = behindLineEnd(batch, end);
      if (next === INCOMPLETE) break;
      return close(batch, end, next);
    }
    at = end + 1;
    if (at === bytes.length && !isLast) break;
  }
  cellStarts.length = before;
  cellEnds.length = before;
  return INCOMPLETE;
}

function close(batch: OpenBatch, end: number, next: number): number {
  batch.ends.push(end);
  batch.starts.push(next);
  batch.firstCells.push(batch.cellEnds.length);
  batch.count += 1;
  return next;
}

function endOfPlain(bytes: Buffer, from: number): number {
  let at = from;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === COMMA || byte === LF || byte === CR) break;
  }
  return at;
}

function endOfQuoted(batch: OpenBatch, from: number): number {
  const { bytes, isLast, firstRow, count } = batch;
  let at = from + 1;
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at === -1) {
      if (isLast) throw refuse("BrokenQuoting", firstRow + count, "has a quote that is not closed");
      return INCOMPLETE;
    }
    at += 1;
    if (bytes[at] !== QUOTE) break;
    at += 1;
  }
  const byte = bytes[at];
  if (byte === undefined || byte === COMMA || byte === LF || byte === CR) return at;
  throw refuse("BrokenQuoting", firstRow + count, "has text behind a closed quote");
}

function behindLineEnd({ bytes, isLast }: OpenBatch, end: number): number {
  if (bytes[end] === undefined) return end;
  if (bytes[end] === LF) return end + 1;
  if (end + 1 === bytes.length && !isLast) return INCOMPLETE; // perhaps the LF is still to come
  return bytes[end + 1] === LF ? end + 2 : end + 1;
}

function checkText({ bytes, starts, count, firstRow }: RecordBatch): void {
  const whole = bytes.subarray(0, starts[count]);
  const where = `to ${firstRow + count - 1}`;
  if (!isUtf8(whole)) throw new InvalidError("NotUtf8", `rows ${firstRow} ${where}: not UTF-8`);
  if (whole.includes(0)) throw new InvalidError("NotText", `rows ${firstRow} ${where}: a NUL`);
}
