/** Where a listing goes on: rows of `key` and behind, without those of it that `passed` says. */
export interface Cursor {
  readonly key: Buffer;
  /** Rows of this very key are left out up to and including the one with this sequence number. */
  readonly passed?: number;
}

/** What one page is to show. */
export interface PageRequest {
  readonly prefix: Buffer;
  /** Empty when keys are not to be rolled up. */
  readonly delimiter: Buffer;
  readonly from: Cursor;
  /** Rows and common prefixes together. */
  readonly limit: number;
}

/** One page in the order of the keys' UTF-8 bytes. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly commonPrefixes: readonly string[];
  /** Missing when nothing is left. */
  readonly next: Cursor | undefined;
  /** What came last on the page: a row or a common prefix. */
  readonly last: { readonly row: Row } | { readonly commonPrefix: string } | undefined;
}

/** What the pager must know of a row. */
export interface Listed {
  readonly rawKey: Buffer;
  readonly seq: number;
}

/** Gives up to `limit` rows from the cursor on, in order. */
export type Scan<Row> = (from: Cursor, limit: number) => Row[];

const BATCH = 1000;

/** Reads one page, rolling up keys that share a stretch up to the delimiter. */
export function readPage<Row extends Listed>(scan: Scan<Row>, request: PageRequest): Page<Row> {
  const { prefix, delimiter, limit } = request;
  const rows: Row[] = [];
  const commonPrefixes: string[] = [];
  let last: Page<Row>["last"];
  let cursor = startOf(request);
  if (limit === 0) return { rows, commonPrefixes, next: undefined, last };

  for (const row of scanAll(scan, () => cursor, limit)) {
    if (!row.rawKey.subarray(0, prefix.length).equals(prefix)) break;
    if (rows.length + commonPrefixes.length >= limit) {
      return { rows, commonPrefixes, next: cursor, last };
    }
    const rolledUp = commonPrefixOf(row.rawKey, prefix, delimiter);
    if (rolledUp === undefined) {
      rows.push(row);
      last = { row };
      cursor = { key: row.rawKey, passed: row.seq };
    } else {
      const commonPrefix = rolledUp.toString();
      commonPrefixes.push(commonPrefix);
      last = { commonPrefix };
      cursor = { key: successor(rolledUp) };
    }
  }
  return { rows, commonPrefixes, next: undefined, last };
}

/** Every row from the cursor on; jumps when the reader has moved the cursor over a common prefix. */
function* scanAll<Row extends Listed>(
  scan: Scan<Row>,
  cursorNow: () => Cursor,
  limit: number,
): Generator<Row> {
  const size = Math.min(limit + 1, BATCH);
  for (;;) {
    const from = cursorNow();
    const batch = scan(from, size);
    for (const row of batch) {
      if (row.rawKey.compare(cursorNow().key) >= 0) yield row;
    }
    if (batch.length < size) return;
  }
}

function startOf({ prefix, from }: PageRequest): Cursor {
  return from.key.compare(prefix) < 0 ? { key: prefix } : from;
}

/** The stretch of `key` up to the first delimiter behind the prefix, if it has one. */
function commonPrefixOf(key: Buffer, prefix: Buffer, delimiter: Buffer): Buffer | undefined {
  if (delimiter.length === 0) return undefined;
  const found = key.indexOf(delimiter, prefix.length);
  return found < 0 ? undefined : key.subarray(0, found + delimiter.length);
}

/** The first key behind every key that starts with `prefix`; UTF-8 never contains the byte 0xFF. */
function successor(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  const end = next.length - 1;
  next[end] = (next[end] ?? 0) + 1;
  return next;
}

/** Where to go on after a marker: behind it, and behind all that its common prefix stands for. */
export function cursorBehind(
  marker: string,
  { prefix, delimiter }: { prefix: string; delimiter: string },
): Cursor {
  if (marker === "") return { key: Buffer.alloc(0) };
  const key = Buffer.from(marker);
  const rolledUp = marker.startsWith(prefix)
    ? commonPrefixOf(key, Buffer.from(prefix), Buffer.from(delimiter))
    : undefined;
  return rolledUp === undefined ? { key, passed: 0 } : { key: successor(rolledUp) };
}
