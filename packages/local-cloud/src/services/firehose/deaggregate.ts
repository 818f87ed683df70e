/** How the records within a record are told apart. */
export type SubRecords = { readonly type: "JSON" } | { readonly delimiter: Buffer };

/**
 * Cuts a record into those that it is made of.
 *
 * @returns `undefined` when it is not made of JSON objects.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
 */
export function deaggregate(data: Buffer, kind: SubRecords): Buffer[] | undefined {
  if ("delimiter" in kind) return splitAt(data, kind.delimiter);
  return splitObjects(data);
}

function splitAt(data: Buffer, delimiter: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (;;) {
    const at = data.indexOf(delimiter, from);
    parts.push(data.subarray(from, at === -1 ? data.length : at));
    if (at === -1) break;
    from = at + delimiter.length;
  }
  return parts.filter(({ length }) => length > 0);
}

const OPEN = "{".charCodeAt(0);
const CLOSE = "}".charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
const ESCAPE = "\\".charCodeAt(0);
const SPACES = new Set(Buffer.from(" \t\r\n"));

/** Objects one after the other, with or without spaces between them; UTF-8 needs no decoding for that. */
function splitObjects(data: Buffer): Buffer[] | undefined {
  const objects: Buffer[] = [];
  let from = skipSpaces(data, 0);
  while (from < data.length) {
    const end = endOfObject(data, from);
    if (end === undefined) return undefined;
    objects.push(data.subarray(from, end));
    from = skipSpaces(data, end);
  }
  return objects;
}

function skipSpaces(data: Buffer, from: number): number {
  let at = from;
  while (at < data.length && SPACES.has(data[at] ?? 0)) at += 1;
  return at;
}

/** The index after the object that begins at `from`. */
function endOfObject(data: Buffer, from: number): number | undefined {
  if (data[from] !== OPEN) return undefined;
  let depth = 0;
  for (let at = from; at < data.length; at += 1) {
    const byte = data[at];
    if (byte === QUOTE) at = endOfText(data, at);
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** The index of the quotation mark that ends the text that begins at `from`. */
function endOfText(data: Buffer, from: number): number {
  let at = from + 1;
  while (at < data.length && data[at] !== QUOTE) at += data[at] === ESCAPE ? 2 : 1;
  return at;
}
