import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addedCells, addedHeader } from "./added-columns.ts";
import { toCell } from "./csv-cells.ts";
import { csvRecords } from "./csv-records.ts";
import type { Mode } from "./job.ts";
import { MAX_POINTS, PreviewMaker, textsOf, type Preview } from "./preview.ts";
import type { GeocodeStatus } from "./added-columns.ts";

const HARTFORD = { longitude: -72.6851, latitude: 41.7637, label: 'Hartford, "CT"' };

/** The preview of a file whose rows, the header aside, got these statuses. */
async function previewOf(
  mode: Mode,
  text: string,
  statusOf: (row: number) => GeocodeStatus = () => "OK",
): Promise<Preview> {
  const maker = new PreviewMaker();
  const [header = ""] = text.split("\n");
  async function* chunks() {
    yield Buffer.from(text);
  }
  for await (const batch of csvRecords(chunks())) {
    for (let record = 0; record < batch.count; record += 1) {
      const row = batch.firstRow + record;
      if (row === 1) maker.header(batch, Buffer.from(addedHeader(mode, header.split(","))));
      else {
        const status = statusOf(row);
        const cells = addedCells(mode, status, status === "OK" ? HARTFORD : undefined);
        maker.row(batch, record, { status, cells: Buffer.from(cells) });
      }
    }
  }
  return maker.preview;
}

describe("a preview", () => {
  test("has a point for each row with a place, and what was asked and found", async () => {
    const text = "Address,City,State\n1 Main St,Hartford,CT\nnowhere,x,y\n";
    const { points } = await previewOf("address", text, (row) => (row === 3 ? "NO_MATCH" : "OK"));
    expect(points).toEqual({
      total: 1,
      every: 1,
      shown: [
        {
          row: 2,
          longitude: -72.6851,
          latitude: 41.7637,
          status: "OK",
          asked: "1 Main St, Hartford, CT",
          found: 'Hartford, "CT"',
        },
      ],
    });
  });

  test("shows positions of the user's, also where nothing was found", async () => {
    const text = "Latitude,Longitude\n41.5,-72.5\n,\n91,0\n0,10\n";
    const statuses: GeocodeStatus[] = ["NO_MATCH", "EMPTY", "INVALID", "ERROR"];
    const { points } = await previewOf("position", text, (row) => statuses[row - 2] ?? "OK");
    expect(points.shown).toMatchObject([
      { row: 2, latitude: 41.5, longitude: -72.5, status: "NO_MATCH", asked: "41.5, -72.5" },
      { row: 5, latitude: 0, longitude: 10, status: "ERROR", found: "" },
    ]);
  });

  test("finds the place when the file has columns of the same names", async () => {
    const { points } = await previewOf("city", "City,State,Label,Points\na,b,mine,0\n");
    expect(points.shown).toMatchObject([{ found: 'Hartford, "CT"', latitude: 41.7637 }]);
  });

  test("has at most 5,000 points, evenly taken, and says which", async () => {
    const rows = 12_000;
    const text = `City,State\n${"a,b\n".repeat(rows)}`;
    const { points } = await previewOf("city", text);
    expect(points).toMatchObject({ total: rows, every: 4 });
    expect(points.shown.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(points.shown.map(({ row }) => row)).toEqual(
      Array.from({ length: rows / 4 }, (_, index) => 2 + index * 4),
    );
  });

  test("has the first rows, with long cells and far columns cut off", async () => {
    const columns = Array.from({ length: 80 }, (_, index) => `c${index}`).join(",");
    const long = "😀".repeat(150);
    const text = `City,State,${columns}\n"Hartford, ""CT""",${long}\n${"a,b\n".repeat(30)}`;
    const { firstRows } = await previewOf("city", text);
    expect(firstRows.columns).toHaveLength(60);
    expect(firstRows.moreColumns).toBe(32);
    expect(firstRows.rows).toHaveLength(20);
    const [first] = firstRows.rows;
    expect(first).toMatchObject({ row: 2, status: "OK" });
    expect(first?.cells.slice(0, 3)).toEqual(['Hartford, "CT"', `${"😀".repeat(99)}…`, ""]);
  });
});

test("textsOf reads what toCell writes", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }), (texts) => {
      const oneLine = texts.map((text) => text.replaceAll(/[\r\n]/gu, " "));
      expect(textsOf(oneLine.map(toCell).join(","))).toEqual(oneLine);
    }),
  );
});
