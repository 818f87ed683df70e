import type { GeocodeStatus } from "./added-columns.ts";
import { cellText } from "./csv-cells.ts";
import type { RecordBatch } from "./csv-records.ts";
import { EvenSample } from "./even-sample.ts";
import { layoutOf, type Layout } from "./header.ts";
import type { Query } from "./query.ts";
import { queryOf } from "./row-query.ts";

/** With texts of 100 characters, 4 MB at most; Lambda answers 6 MB. */
export const MAX_POINTS = 5000; // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const MAX_TEXT = 100; // characters
const MAX_ROWS = 20;
const MAX_COLUMNS = 60;

const LABEL = /^(?:Geocoded)?Label\d*$/u;
const NOWHERE = { longitude: 0, latitude: 0 };
const CELL = /,(?:"(?<quoted>(?:[^"]|"")*)"|(?<bare>[^,]*))/gu;

/** A row that has a position. */
export interface Point {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  /** Degrees. */
  readonly longitude: number;
  readonly latitude: number;
  readonly status: GeocodeStatus;
  /** What the user wrote. */
  readonly asked: string;
  /** The place that was found; nothing when none was. */
  readonly found: string;
}

/** The first rows of a result, as a table: long cells and far columns are cut off. */
export interface FirstRows {
  readonly columns: readonly string[];
  /** Behind the last of `columns`. */
  readonly moreColumns: number;
  readonly rows: readonly {
    readonly row: number;
    readonly status: GeocodeStatus;
    readonly cells: readonly string[];
  }[];
}

/** What a page shows of a result. */
export interface Preview {
  /** Every `every`th point, from the first. */
  readonly points: {
    readonly total: number;
    readonly every: number;
    readonly shown: readonly Point[];
  };
  readonly firstRows: FirstRows;
}

/** The texts of the cells of a line without a line end. */
export function textsOf(line: string): string[] {
  return Array.from(`,${line}`.matchAll(CELL), ({ groups }) =>
    groups?.["quoted"] === undefined
      ? (groups?.["bare"] ?? "")
      : groups["quoted"].replaceAll('""', '"'),
  );
}

function textOf(query: Query | undefined): string {
  if (query === undefined) return "";
  return query.kind === "text" ? query.text : `${query.latitude}, ${query.longitude}`;
}

function cut(text: string): string {
  const characters = Array.from(text.slice(0, (MAX_TEXT + 1) * 2));
  const isWhole = text.length <= MAX_TEXT || characters.length <= MAX_TEXT;
  return isWhole ? text : `${characters.slice(0, MAX_TEXT - 1).join("")}…`;
}

/** What was added to a row. */
export interface Added {
  readonly status: GeocodeStatus;
  readonly cells: Buffer;
}

/** Makes a preview while the rows of a result go by, with a few megabytes of memory. */
export class PreviewMaker {
  readonly #points = new EvenSample<Point>(MAX_POINTS);
  #layout: Layout | undefined;
  #added: readonly string[] = [];
  readonly #rows: FirstRows["rows"][number][] = [];

  header(batch: RecordBatch, added: Buffer): void {
    this.#layout = layoutOf(userCells(batch, 0));
    this.#added = textsOf(added.toString());
  }

  row(batch: RecordBatch, record: number, added: Added): void {
    if (this.#layout === undefined) return;
    const layout = this.#layout;
    const row = batch.firstRow + record;
    if (this.#rows.length < MAX_ROWS) {
      const { status } = added;
      const user = userCells(batch, record);
      const missing = Array.from({ length: layout.names.length - user.length }, () => "");
      const cells = [...user, ...missing, ...textsOf(added.cells.toString())];
      this.#rows.push({ row, status, cells: cells.slice(0, MAX_COLUMNS).map(cut) });
    }
    const isThere = added.status === "OK" || layout.mode === "position";
    if (!isThere || added.status === "EMPTY" || added.status === "INVALID") return;
    this.#points.offer(() => ({ row, ...this.#pointOf(batch, record, { layout, added }) }));
  }

  #pointOf(
    batch: RecordBatch,
    record: number,
    { layout, added }: { readonly layout: Layout; readonly added: Added },
  ): Omit<Point, "row"> {
    const { status } = added;
    const asked = queryOf(batch, record, layout);
    const query = typeof asked === "number" ? undefined : asked.query;
    if (status === "OK") return { status, asked: cut(textOf(query)), ...this.#found(added) };
    const { longitude, latitude } = query?.kind === "position" ? query : NOWHERE;
    return { longitude, latitude, status, asked: cut(textOf(query)), found: "" };
  }

  /** The added columns of every mode begin with Points, "[longitude, latitude]", and all have a Label. */
  #found({ cells }: Added) {
    const texts = textsOf(cells.toString());
    const [longitude = 0, latitude = 0] = (texts[0] ?? "").slice(1, -1).split(",").map(Number);
    const label = this.#added.findIndex((name) => LABEL.test(name));
    return { longitude, latitude, found: cut(texts[label] ?? "") };
  }

  get preview(): Preview {
    const { total, every, kept } = this.#points;
    const columns = [...(this.#layout?.names ?? []), ...this.#added];
    return {
      points: { total, every, shown: kept },
      firstRows: {
        columns: columns.slice(0, MAX_COLUMNS).map(cut),
        moreColumns: Math.max(0, columns.length - MAX_COLUMNS),
        rows: this.#rows,
      },
    };
  }
}

function userCells(batch: RecordBatch, record: number): string[] {
  const first = batch.firstCells[record] ?? 0;
  const end = batch.firstCells[record + 1] ?? 0;
  return Array.from({ length: end - first }, (_, index) => cellText(batch, first + index));
}
