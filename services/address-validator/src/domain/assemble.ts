import { addedCells, addedHeader, type GeocodeStatus } from "./added-columns.ts";
import { cellText, isFormulaCell } from "./csv-cells.ts";
import type { RecordBatch } from "./csv-records.ts";
import type { Mode, RowCounts } from "./job.ts";
import { statusOf } from "./result-lines.ts";
import { BLANK_LINE, EMPTY_ROW, NOT_A_POSITION, TEXT_TOO_LONG } from "./row-index.ts";

const COMMA = Buffer.from(",");
const QUOTE = 0x22;
const TAB = 0x09;

/** Where the lines of queries are. */
export interface Lines {
  /** A code, a tab and the added cells, without a line end. */
  line(query: number): Buffer;
}

/** A batch's part of each file. */
export interface Assembled {
  readonly result: Buffer;
  /** The same with the user's formulas made harmless; only when that is wanted. */
  readonly spreadsheet?: Buffer;
  /** A line for each row that has no position though it is not blank or empty. */
  readonly errors: string;
}

/** The first line of the file of errors. */
export const ERRORS_HEADER = "Row,GeocodeStatus,Reason\n";

/** Looks on while rows are put together. */
export interface Onlooker {
  header(batch: RecordBatch, added: Buffer): void;
  row(batch: RecordBatch, record: number, added: { status: GeocodeStatus; cells: Buffer }): void;
}

interface RowEnd {
  readonly status: GeocodeStatus;
  readonly cells: Buffer;
  readonly reason: string;
}

/** Puts added cells behind the user's, which are copied byte for byte. */
export class Assembler {
  readonly #mode: Mode;
  readonly #columns: number;
  readonly #lines: Lines;
  readonly #withSpreadsheet: boolean;
  readonly #counts = { ok: 0, noMatch: 0, empty: 0, invalid: 0, error: 0 };
  readonly #empty: RowEnd;
  readonly #notAPosition: RowEnd;
  readonly #tooLong: RowEnd;
  readonly #onlooker: Onlooker;

  constructor(
    plan: { readonly mode: Mode; readonly columns: number; readonly formulaCells: number },
    lines: Lines,
    onlooker: Onlooker,
  ) {
    this.#onlooker = onlooker;
    this.#mode = plan.mode;
    this.#columns = plan.columns;
    this.#lines = lines;
    this.#withSpreadsheet = plan.formulaCells > 0;
    this.#empty = this.#without("EMPTY", "NothingToLookUp");
    this.#notAPosition = this.#without("INVALID", "NotAPosition");
    this.#tooLong = this.#without("INVALID", "AddressTooLong");
  }

  get counts(): RowCounts {
    return { ...this.#counts };
  }

  /**
   * The records of a batch with what was added to them.
   *
   * @param queryOf What the index says of the data row with this number, counted from 0.
   */
  assemble(batch: RecordBatch, queryOf: (row: number) => number): Assembled {
    const result = new Pieces(batch);
    const spreadsheet = this.#withSpreadsheet ? new Pieces(batch) : undefined;
    let errors = "";
    for (let record = 0; record < batch.count; record += 1) {
      const row = batch.firstRow + record;
      const end = row === 1 ? this.#headerEnd(batch) : this.#rowEnd(queryOf(row - 2));
      const missing = this.#missing(batch, record);
      result.record(record, { cells: end?.cells, missing });
      spreadsheet?.harmlessRecord(record, { cells: end?.cells, missing });
      if (end === undefined) continue;
      if (row === 1) {
        this.#onlooker.header(batch, end.cells);
        continue;
      }
      errors += this.#count(row, end);
      this.#onlooker.row(batch, record, end);
    }
    return {
      result: result.toBuffer(),
      errors,
      ...(spreadsheet !== undefined && { spreadsheet: spreadsheet.toBuffer() }),
    };
  }

  #headerEnd(batch: RecordBatch): RowEnd {
    const names = Array.from({ length: batch.firstCells[1] ?? 0 }, (_, cell) =>
      cellText(batch, cell),
    );
    const cells = Buffer.from(addedHeader(this.#mode, names));
    return { status: "OK", cells, reason: "" };
  }

  /** Undefined for a blank line, to which nothing is added. */
  #rowEnd(query: number): RowEnd | undefined {
    if (query === BLANK_LINE) return undefined;
    if (query === EMPTY_ROW) return this.#empty;
    if (query === NOT_A_POSITION) return this.#notAPosition;
    if (query === TEXT_TOO_LONG) return this.#tooLong;
    const line = this.#lines.line(query);
    const tab = line.indexOf(TAB);
    const cells = line.subarray(tab + 1);
    const status = statusOf(cells);
    return { status, cells, reason: tab <= 0 ? "" : line.toString("latin1", 0, tab) };
  }

  #without(status: GeocodeStatus, reason: string): RowEnd {
    return { status, reason, cells: Buffer.from(addedCells(this.#mode, status)) };
  }

  #missing({ firstCells }: RecordBatch, record: number): number {
    return this.#columns - ((firstCells[record + 1] ?? 0) - (firstCells[record] ?? 0));
  }

  #count(row: number, { status, reason }: RowEnd): string {
    const counts = this.#counts;
    if (status === "OK") counts.ok += 1;
    else if (status === "EMPTY") counts.empty += 1;
    else if (status === "NO_MATCH") counts.noMatch += 1;
    else if (status === "INVALID") counts.invalid += 1;
    else counts.error += 1;
    if (status === "OK" || status === "EMPTY") return "";
    return `${row},${status},${reason}\n`;
  }
}

interface Addition {
  /** None for a blank line. */
  readonly cells: Buffer | undefined;
  /** Cells that the row has less than the header. */
  readonly missing: number;
}

/** Bytes of a batch and of other places, put together at the end in one copy. */
class Pieces {
  readonly #batch: RecordBatch;
  readonly #pieces: Buffer[] = [];

  constructor(batch: RecordBatch) {
    this.#batch = batch;
  }

  record(record: number, addition: Addition): void {
    const { bytes, starts, ends } = this.#batch;
    this.#pieces.push(bytes.subarray(starts[record], ends[record]));
    this.#add(record, addition);
  }

  /** The record with an apostrophe in front of each formula. */
  harmlessRecord(record: number, addition: Addition): void {
    const { bytes, starts, ends, firstCells, cellStarts } = this.#batch;
    const last = firstCells[record + 1] ?? 0;
    let from = starts[record] ?? 0;
    for (let cell = firstCells[record] ?? 0; cell < last; cell += 1) {
      if (!isFormulaCell(this.#batch, cell)) continue;
      const start = cellStarts[cell] ?? 0;
      const at = bytes[start] === QUOTE ? start + 1 : start;
      this.#pieces.push(bytes.subarray(from, at), Buffer.from("'"));
      from = at;
    }
    this.#pieces.push(bytes.subarray(from, ends[record]));
    this.#add(record, addition);
  }

  #add(record: number, { cells, missing }: Addition): void {
    const { bytes, starts, ends } = this.#batch;
    if (cells !== undefined) {
      for (let count = 0; count < missing; count += 1) this.#pieces.push(COMMA);
      this.#pieces.push(COMMA, cells);
    }
    this.#pieces.push(bytes.subarray(ends[record], starts[record + 1]));
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}
