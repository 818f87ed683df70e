import type { RecordBatch } from "./csv-records.ts";

const QUOTE = 0x22;
const FULL_WIDTH = 0xef; // the first of the three bytes of ＝ ＋ － ＠

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/iu;
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;
const ASCII_STARTS = new Set(Buffer.from("=+-@\t\r"));

/** What a cell says: without the quotes around it, and with those in it once. */
export function cellText({ bytes, cellStarts, cellEnds }: RecordBatch, cell: number): string {
  const start = cellStarts[cell] ?? 0;
  const end = cellEnds[cell] ?? 0;
  if (bytes[start] !== QUOTE || end === start) return bytes.toString("utf8", start, end);
  return bytes.toString("utf8", start + 1, end - 1).replaceAll('""', '"');
}

/** Whether a spreadsheet would run a text as a formula; a number with a sign is none. */
export function isFormula(text: string): boolean {
  return FORMULA.test(text) && !NUMBER.test(text);
}

/** As {@link isFormula}, of a cell, without reading what cannot be one. */
export function isFormulaCell(batch: RecordBatch, cell: number): boolean {
  const { bytes, cellStarts, cellEnds } = batch;
  const start = cellStarts[cell] ?? 0;
  if (cellEnds[cell] === start) return false;
  const first = bytes[start] === QUOTE ? bytes[start + 1] : bytes[start];
  if (first === undefined || (first !== FULL_WIDTH && !ASCII_STARTS.has(first))) return false;
  return isFormula(cellText(batch, cell));
}

const NEEDS_QUOTES = /[",\r\n]/u;

/** A cell that says `text`. */
export function toCell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text that no spreadsheet runs: formulas get an apostrophe in front, which spreadsheets do not show. */
export function harmless(text: string): string {
  return isFormula(text) ? `'${text}` : text;
}
