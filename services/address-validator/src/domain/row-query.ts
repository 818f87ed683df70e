import { cellText } from "./csv-cells.ts";
import type { RecordBatch } from "./csv-records.ts";
import { alpha3Of } from "./country-codes.ts";
import type { Layout } from "./header.ts";
import type { Query } from "./query.ts";
import { EMPTY_ROW, NOT_A_POSITION, TEXT_TOO_LONG } from "./row-index.ts";

const MAX_TEXT = 200; // characters; SearchPlaceIndexForText, Text
const DECIMAL = /^[+-]?(?:\d{1,3}(?:\.\d{0,40})?|\.\d{1,40})$/u; // programs write all digits that they have

/** A row's query with what makes it equal to another row's; or why it has none. */
export type RowQuery =
  | { readonly query: Query; readonly identity: string }
  | typeof EMPTY_ROW
  | typeof NOT_A_POSITION
  | typeof TEXT_TOO_LONG;

/** What is to be looked up for a record of a batch. */
export function queryOf(batch: RecordBatch, record: number, layout: Layout): RowQuery {
  const first = batch.firstCells[record] ?? 0;
  const end = batch.firstCells[record + 1] ?? 0;
  const cell = (column: number): string =>
    first + column < end ? cellText(batch, first + column).trim() : "";
  return layout.mode === "position" ? positionQuery(cell, layout) : textQuery(cell, layout);
}

function positionQuery(cell: (column: number) => string, layout: Layout): RowQuery {
  const [latitudeText, longitudeText] = [cell(layout.latitude), cell(layout.longitude)];
  if (latitudeText === "" && longitudeText === "") return EMPTY_ROW;
  if (!DECIMAL.test(latitudeText) || !DECIMAL.test(longitudeText)) return NOT_A_POSITION;
  const latitude = Number(latitudeText) + 0; // -0 is 0
  const longitude = Number(longitudeText) + 0;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return NOT_A_POSITION;
  const query: Query = { kind: "position", longitude, latitude };
  return { query, identity: identityOf(query) };
}

function textQuery(cell: (column: number) => string, layout: Layout): RowQuery {
  let text = joined(cell, layout.parts);
  if (text === "") return EMPTY_ROW;
  const named = layout.country === undefined ? "" : cell(layout.country);
  const country = named === "" ? undefined : alpha3Of(named);
  if (named !== "" && country === undefined) text += `, ${named}`;
  const spaced = /\s\s|[^\S ]/u.test(text) ? text.replaceAll(/\s+/gu, " ") : text;
  if (spaced.length > MAX_TEXT) return TEXT_TOO_LONG;
  const query: Query = { kind: "text", text: spaced, ...(country !== undefined && { country }) };
  return { query, identity: identityOf(query) };
}

function joined(cell: (column: number) => string, columns: readonly number[]): string {
  let text = "";
  for (const column of columns) {
    const part = cell(column);
    if (part !== "") text += text === "" ? part : `, ${part}`;
  }
  return text;
}

/** Equal for queries that ask the same: upper and lower case, and how an accent is written, make no other. */
export function identityOf(query: Query): string {
  if (query.kind === "position") return `position\n${query.longitude}\n${query.latitude}`;
  return `text\n${query.country ?? ""}\n${query.text.normalize("NFC").toLowerCase()}`;
}
