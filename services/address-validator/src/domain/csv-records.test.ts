import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellText, harmless, isFormula, toCell } from "./csv-cells.ts";
import { csvRecords } from "./csv-records.ts";

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Every record's cells, and all bytes in their order. */
async function read(bytes: Buffer, sizes: readonly number[] = [1 << 16]) {
  const rows: string[][] = [];
  const pieces: Buffer[] = [];
  for await (const batch of csvRecords(chunksOf(bytes, sizes))) {
    expect(batch.firstRow).toBe(rows.length + 1);
    for (let record = 0; record < batch.count; record += 1) {
      pieces.push(batch.bytes.subarray(batch.starts[record], batch.starts[record + 1]));
      const cells = [];
      for (let cell = batch.firstCells[record]!; cell < batch.firstCells[record + 1]!; cell += 1) {
        cells.push(cellText(batch, cell));
      }
      rows.push(cells);
    }
  }
  return { rows, bytes: Buffer.concat(pieces) };
}

const aCell = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replaceAll("\0", "")),
  fc.constantFrom("", "é", "a,b", 'say "x"', "two\nlines", "two\r\nlines", "\r", "☕", "=1+1"),
);

/** A cell as somebody may have written it: with quotes that it needs, or that it does not. */
const aWrittenCell = fc.tuple(aCell, fc.boolean()).map(([text, isQuoted]) => ({
  text,
  raw: isQuoted ? `"${text.replaceAll('"', '""')}"` : toCell(text),
}));

const aFile = fc.record({
  rows: fc.array(fc.array(aWrittenCell, { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 12,
  }),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  hasLastEnd: fc.boolean(),
  hasMark: fc.boolean(),
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
});

/** The rows; or that there is a refusal: which of two faults is met first may depend on the chunks. */
function outcome(bytes: Buffer, sizes?: readonly number[]): Promise<string[][] | "refused"> {
  return read(bytes, sizes).then(
    ({ rows }) => rows,
    (error: { kind: string }) => {
      expect(error.kind).toBe("invalid");
      return "refused";
    },
  );
}

describe("csvRecords", () => {
  test("reads every cell and loses no byte, however the file is written and cut into chunks", async () => {
    await fc.assert(
      fc.asyncProperty(aFile, async ({ rows, lineEnd, hasLastEnd, hasMark, sizes }) => {
        const lines = rows.map((row) => row.map(({ raw }) => raw).join(","));
        // Without its line end, a last line of nothing is no line.
        const end = hasLastEnd || lines.at(-1) === "" ? lineEnd : "";
        const bytes = Buffer.from(`${hasMark ? "\uFEFF" : ""}${lines.join(lineEnd)}${end}`);
        fc.pre(hasMark || !bytes.subarray(0, 3).equals(Buffer.from("\uFEFF")));
        const found = await read(bytes, sizes);
        expect(found.bytes).toEqual(bytes);
        expect(found.rows).toEqual(rows.map((row) => row.map(({ text }) => text)));
      }),
      { numRuns: 300 },
    );
  });

  test("says the same of any bytes in chunks as of the whole, and ends in rows or a refusal", async () => {
    const anyBytes = fc.uint8Array({ maxLength: 60 }).map((bytes) =>
      // Mostly what matters to a reader of CSV.
      Buffer.from(
        bytes.map((byte) => (byte % 3 === 0 ? (',"\r\n'.charCodeAt(byte % 4) ?? 0) : byte)),
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyBytes, fc.integer({ min: 1, max: 5 }), async (bytes, size) => {
        expect(await outcome(bytes, [size])).toEqual(await outcome(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["a quote that is not closed", 'a,"b\nc\n', "BrokenQuoting", "row 1 "],
    ["text behind a closed quote", 'a\n"b"c\n', "BrokenQuoting", "row 2 "],
    ["a NUL", "a\0b\n", "NotText", ""],
    ["UTF-16", Buffer.from("a,b\n1,2\n", "utf16le"), "NotText", ""],
    ["UTF-16 with its mark", Buffer.from("\uFEFFa", "utf16le"), "NotUtf8", ""],
    ["Latin-1", Buffer.from("café\n", "latin1"), "NotUtf8", ""],
    ["a cell of 10 MB", `a,"${"x".repeat(10 * 1024 ** 2)}`, "RowTooLarge", "row 1 "],
  ])("refuses %s", async (_what, text, code, message) => {
    await expect(read(Buffer.from(text))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  test("takes a quote within a cell for a character", async () => {
    expect((await read(Buffer.from('5" pipe,x\n'))).rows).toEqual([['5" pipe', "x"]]);
  });

  test.each([
    ["nothing", ""],
    ["nothing but a mark", "\uFEFF"],
  ])("finds no record in %s", async (_what, text) => {
    expect((await read(Buffer.from(text), [1])).rows).toEqual([]);
  });
});

describe("harmless", () => {
  test.each(["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1x", "＠a"])(
    "puts an apostrophe before %j",
    (text) => {
      expect(isFormula(text)).toBe(true);
      expect(harmless(text)).toBe(`'${text}`);
    },
  );

  test.each(["-12.5", "+3", "-1e5", "Main Street", "", " =1", "06103"])(
    "leaves %j alone",
    (text) => {
      expect(harmless(text)).toBe(text);
    },
  );
});
