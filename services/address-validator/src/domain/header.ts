import { InvalidError } from "@blueprints/lambda-kit/errors";
import type { Mode } from "./job.ts";

const MAX_COLUMNS = 16_384; // Excel's

/** Where in a row the parts of its address or position are: columns, counted from 0. */
export interface Layout {
  readonly mode: Mode;
  /** The header's cells, as they are. */
  readonly names: readonly string[];
  /** Of a text, in their order. */
  readonly parts: readonly number[];
  readonly country?: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** What each mode must have and may have, by the header, in any case. A file that fits two has the first. */
const MODES: readonly {
  readonly mode: Mode;
  readonly must: readonly string[];
  readonly may: readonly string[];
}[] = [
  { mode: "position", must: ["latitude", "longitude"], may: [] },
  { mode: "address", must: ["address", "city", "state"], may: ["zip"] },
  { mode: "street", must: ["street"], may: ["city", "state", "zip"] },
  { mode: "city", must: ["city", "state"], may: ["zip"] },
];

const KNOWN = "Latitude and Longitude; Address, City and State; Street; or City and State";

/**
 * What a header says of the rows below. Of columns with the same name the first one counts.
 *
 * @throws {InvalidError} `NoHeader`, `TooManyColumns`, `UnknownHeaders`.
 */
export function layoutOf(names: readonly string[]): Layout {
  if (names.every((name) => name.trim() === "")) {
    throw new InvalidError("NoHeader", "the first row is blank; it must name the columns");
  }
  if (names.length > MAX_COLUMNS) {
    throw new InvalidError("TooManyColumns", `there are more than ${MAX_COLUMNS} columns`);
  }
  const columns = firstOfEach(names);
  const found = MODES.find(({ must }) => must.every((name) => columns.has(name)));
  if (found === undefined) throw unknownHeaders(names);
  const isText = found.mode !== "position";
  const country = isText ? columns.get("country") : undefined;
  return {
    mode: found.mode,
    names,
    parts: isText ? [...found.must, ...found.may].flatMap((name) => columns.get(name) ?? []) : [],
    ...(country !== undefined && { country }),
    latitude: columns.get("latitude") ?? -1,
    longitude: columns.get("longitude") ?? -1,
  };
}

/** Columns by name, in lower case. */
function firstOfEach(names: readonly string[]): ReadonlyMap<string, number> {
  const last = names.map((name, column): [string, number] => [name.trim().toLowerCase(), column]);
  return new Map(last.reverse());
}

function unknownHeaders(names: readonly string[]): InvalidError {
  const isOtherwise = names.length === 1 && /[;\t|]/u.test(names[0] ?? "");
  const hint = isOtherwise ? "; are the columns separated by something other than commas?" : "";
  return new InvalidError("UnknownHeaders", `the header must have ${KNOWN}${hint}`);
}
