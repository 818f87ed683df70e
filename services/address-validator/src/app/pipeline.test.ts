import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerOf, inMemoryWorld, type World } from "../../test/in-memory-world.ts";
import { drain, handle } from "../../test/run-pipeline.ts";
import { addedCells } from "../domain/added-columns.ts";
import { toCell } from "../domain/csv-cells.ts";

const KEY = "homes.csv";
const RESULT = "processed_data/homes/PROCESSED_DATA_homes.csv";
const REPORT = "processed_data/homes/REPORT_homes.json";

const aText = fc.oneof(
  fc.constantFrom(
    "1 Main St",
    "2 Main St",
    "nowhere",
    "",
    "=1+1",
    'a "b", c',
    "two\nlines",
    "06103",
  ),
  fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => text.replaceAll("\0", "")),
);

/** Rows of four cells; none of them, and none of their cells, is blank in the sense of a blank line. */
const aFile = fc.record({
  rows: fc.array(fc.array(aText, { minLength: 2, maxLength: 4 }), { maxLength: 25 }),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  hasLastEnd: fc.boolean(),
  mark: fc.constantFrom("", "\uFEFF"),
});

function lines(rows: readonly (readonly string[])[]): string[] {
  return rows.map((row) => row.map(toCell).join(","));
}

const HEADER = "Name,Address,City,State";
const ADDED =
  "Points,Latitude,Longitude,Label,AddressNumber,Street,Municipality,Region,SubRegion,CountryCode,Relevance,GeocodeStatus";

/** What has to be behind each row: the answer to the first row that asks the same. */
function addedTo(rows: readonly (readonly string[])[]): string[] {
  const first = new Map<string, string>();
  return rows.map((row) => {
    const parts = [1, 2, 3].map((column) => (row[column] ?? "").trim());
    const text = parts
      .filter((part) => part !== "")
      .join(", ")
      .replaceAll(/\s+/gu, " ");
    if (text === "") return addedCells("address", "EMPTY");
    const identity = text.normalize("NFC").toLowerCase();
    if (!first.has(identity)) first.set(identity, text);
    const answer = answerOf({ kind: "text", text: first.get(identity)! });
    if (answer.kind === "none") return addedCells("address", "NO_MATCH");
    return addedCells("address", "OK", answer.place);
  });
}

function resultOf({ results }: World): string {
  return results.get(RESULT)?.toString() ?? "no result";
}

describe("a file", () => {
  test("comes back byte for byte with cells behind every row", async () => {
    await fc.assert(
      fc.asyncProperty(aFile, async ({ rows, lineEnd, hasLastEnd, mark }) => {
        const world = inMemoryWorld();
        const all = lines(rows);
        world.upload(KEY, `${mark}${[HEADER, ...all].join(lineEnd)}${hasLastEnd ? lineEnd : ""}`);
        await drain(world);
        const added = [ADDED, ...addedTo(rows)];
        const wanted = [HEADER, ...all].map((line, at) => {
          const missing = at === 0 ? 0 : 4 - (rows[at - 1]?.length ?? 0);
          return `${line}${",".repeat(missing)},${added[at]}`;
        });
        expect(resultOf(world)).toBe(`${mark}${wanted.join(lineEnd)}${hasLastEnd ? lineEnd : ""}`);
      }),
      { numRuns: 150 },
    );
  });

  test("gives the same bytes in any order of the messages, each handled one to three times", async () => {
    const text = `${HEADER}\n${Array.from({ length: 20 }, (_, at) => `n${at},${at} Main St,Hartford,CT`).join("\n")}\n`;
    const once = inMemoryWorld();
    once.upload(KEY, text);
    await drain(once);
    const wanted = resultOf(once);
    expect(wanted).toContain("19 Main St");
    const picks = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(picks, async (numbers) => {
        const world = inMemoryWorld();
        world.upload(KEY, text);
        let turn = 0;
        const next = (): number => numbers[(turn += 1) % numbers.length] ?? 0;
        while (world.messages.length > 0) {
          const [message] = world.messages.splice(next() % world.messages.length, 1);
          for (let times = 1 + (next() % 3); times > 0; times -= 1) await handle(world, message!);
        }
        expect(resultOf(world)).toBe(wanted);
        expect(world.searches).toHaveLength(once.searches.length);
        expect(world.events).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });

  test("has nothing added to a blank line, and is refused with one more cell than the header", async () => {
    const world = inMemoryWorld();
    world.upload(KEY, "City,State\n\nHartford,CT\n");
    await drain(world);
    expect(resultOf(world).split("\n")[1]).toBe("");
    world.upload(KEY, "City,State\nHartford,CT,extra\n");
    await drain(world);
    expect(JSON.parse(world.results.get(REPORT)?.toString() ?? "")).toMatchObject({
      status: "REFUSED",
      code: "TooManyCells",
    });
    expect(world.results.has(RESULT)).toBe(false);
  });

  test("names an added column anew that the user has already", async () => {
    const world = inMemoryWorld();
    world.upload(KEY, "street,city,state,LABEL,GeocodedLabel\n1 Main St,Hartford,CT,x,y\n");
    await drain(world);
    expect(resultOf(world).split("\n")[0]).toBe(
      "street,city,state,LABEL,GeocodedLabel,Points,Latitude,Longitude,GeocodedLabel2,GeocodedStreet," +
        "Municipality,Region,SubRegion,CountryCode,Relevance,GeocodeStatus",
    );
  });

  test.each([
    ["", "EmptyFile"],
    ["\n", "NoHeader"],
    ["Name;City\nx;y\n", "UnknownHeaders"],
    ["Address,City\nx,y\n", "UnknownHeaders"],
    ["City,State\n1,2\n3,4\n5,6\n", "TooManyRows"],
    ['City,State\n"x,y\n', "BrokenQuoting"],
  ])("%j is refused as %s before anything is asked", async (text, code) => {
    const world = inMemoryWorld({ maxRows: 2 });
    world.upload(KEY, text);
    await drain(world);
    const report = JSON.parse(world.results.get(REPORT)?.toString() ?? "null") as unknown;
    expect(report).toMatchObject({ status: "REFUSED", code });
    expect([...world.results.keys()]).toEqual([REPORT]);
    expect(world.searches).toEqual([]);
  });

  test("with nothing but a header has a result of nothing but a header", async () => {
    const world = inMemoryWorld();
    world.upload(KEY, HEADER);
    await drain(world);
    expect(resultOf(world)).toBe(`${HEADER},${ADDED}`);
    expect(world.searches).toEqual([]);
  });

  test("asks positions as longitude and latitude, and calls what is none invalid", async () => {
    const world = inMemoryWorld();
    world.upload(
      KEY,
      "LATITUDE,longitude\n25.77,-80.19000000000000001\n91,0\nx,1\n,\n25.770,-80.19\n",
    );
    await drain(world);
    expect(world.searches).toEqual([{ kind: "position", longitude: -80.19, latitude: 25.77 }]);
    const rows = resultOf(world).split("\n");
    expect(rows[0]).toMatch(/^LATITUDE,longitude,Points,Zipcode,Label/u);
    const statuses = rows.slice(1, -1).map((row) => row.slice(row.lastIndexOf(",") + 1));
    expect(statuses).toEqual(["OK", "INVALID", "INVALID", "EMPTY", "OK"]);
  });
});

describe("a newer version of a file", () => {
  test.each([0, 1, 2, 3, 5, 8])(
    "wins when it comes after %d messages of the older one",
    async (after) => {
      const world = inMemoryWorld({ shardSize: 1 });
      world.upload(KEY, "City,State\nold town,CT\nolder town,CT\n");
      for (let count = 0; count < after && world.messages.length > 0; count += 1) {
        const [message] = world.messages.splice(0, 1);
        if (message) await handle(world, message);
      }
      world.upload(KEY, "City,State\nnew town,CT\n");
      await drain(world, (count) => count - 1);
      expect(resultOf(world)).toContain("new town");
      expect(resultOf(world)).not.toContain("old town");
    },
  );

  test("wins when its event overtakes that of the older one", async () => {
    const world = inMemoryWorld();
    world.upload(KEY, "City,State\nold town,CT\n");
    world.upload(KEY, "City,State\nnew town,CT\n");
    await drain(world, (count) => count - 1);
    expect(resultOf(world)).toContain("new town");
    expect(world.searches).toHaveLength(1);
  });
});

test("an address of another file is not asked again, unless the place index forbids to keep it", async () => {
  for (const mayShare of [true, false]) {
    const world = inMemoryWorld({ mayShare });
    world.upload("a.csv", "City,State\nHartford,CT\nnowhere,CT\n");
    await drain(world);
    world.upload("b.csv", "City,State\nHARTFORD,ct\nnowhere,CT\n");
    await drain(world);
    // What was not found is asked again in any case: it may be found by then.
    expect(world.searches).toHaveLength(mayShare ? 3 : 4);
  }
});

test("formulas of the user's stay as they are, and are harmless in the file for spreadsheets", async () => {
  const world = inMemoryWorld();
  world.upload(KEY, 'City,State,Note\n"Hartford",CT,"=HYPERLINK(""x"")"\nBoston,MA,-5\n@x,CT,\n');
  await drain(world);
  expect(resultOf(world)).toContain('\n"Hartford",CT,"=HYPERLINK(""x"")",');
  const harmless = world.results.get("processed_data/homes/FOR_SPREADSHEETS_homes.csv")?.toString();
  expect(harmless).toContain('\n"Hartford",CT,"\'=HYPERLINK(""x"")",');
  expect(harmless).toContain("\nBoston,MA,-5,");
  expect(harmless).toContain("\n'@x,CT,,");
  expect(JSON.parse(world.results.get(REPORT)?.toString() ?? "")).toMatchObject({
    formulaCells: 2,
  });
});
