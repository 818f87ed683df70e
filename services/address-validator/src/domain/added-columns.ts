import { harmless, toCell } from "./csv-cells.ts";
import type { Mode } from "./job.ts";
import type { Place } from "./query.ts";

/** What became of a row. */
export const GEOCODE_STATUSES = [
  "OK", // a place was found
  "NO_MATCH", // the provider knows none
  "EMPTY", // there is nothing in the row to look up
  "INVALID", // what there is can be no address or position, and was not looked up
  "ERROR", // it could not be looked up
] as const;
export type GeocodeStatus = (typeof GEOCODE_STATUSES)[number];

const STATUS = "GeocodeStatus";

/** The columns of the reference implementation, by mode, and the status. */
const COLUMNS: Readonly<Record<Mode, readonly string[]>> = {
  position: columns(
    "Points Zipcode Label AddressNumber Street Municipality Region SubRegion CountryCode",
  ),
  address: columns(
    "Points Latitude Longitude Label AddressNumber Street Municipality Region SubRegion CountryCode Relevance",
  ),
  street: columns(
    "Points Latitude Longitude Label Street Municipality Region SubRegion CountryCode Relevance",
  ),
  city: columns(
    "Points Latitude Longitude Label Municipality Region SubRegion CountryCode Relevance",
  ),
};

function columns(names: string): readonly string[] {
  return [...names.split(" "), STATUS];
}

const VALUES: Readonly<Record<string, (place: Place) => string | number | undefined>> = {
  Points: ({ longitude, latitude }) => `[${longitude}, ${latitude}]`,
  Latitude: ({ latitude }) => latitude,
  Longitude: ({ longitude }) => longitude,
  Zipcode: ({ postalCode }) => postalCode,
  Label: ({ label }) => label,
  AddressNumber: ({ addressNumber }) => addressNumber,
  Street: ({ street }) => street,
  Municipality: ({ municipality }) => municipality,
  Region: ({ region }) => region,
  SubRegion: ({ subRegion }) => subRegion,
  CountryCode: ({ countryCode }) => countryCode,
  Relevance: ({ relevance }) => relevance,
};

/**
 * Names of the added columns, as cells. One that the file has already, in any case, is `Geocoded` with the name
 * behind it, or with a number behind that: nobody's column is taken for ours.
 */
export function addedHeader(mode: Mode, names: readonly string[]): string {
  const taken = new Set(names.map((name) => name.trim().toLowerCase()));
  return COLUMNS[mode].map((name) => freeName(name, taken)).join(",");
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 1; taken.has(free.toLowerCase()); count += 1) {
    free = `Geocoded${name}${count === 1 ? "" : count}`;
  }
  taken.add(free.toLowerCase());
  return free;
}

/** The added cells of a row: those of a place when its status is OK, else nothing but the status. */
export function addedCells(mode: Mode, status: GeocodeStatus, place?: Place): string {
  return COLUMNS[mode].map((name) => (name === STATUS ? status : valueOf(name, place))).join(",");
}

function valueOf(name: string, place: Place | undefined): string {
  const value = place === undefined ? undefined : VALUES[name]?.(place);
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  // What the provider says is one line of text, whatever it says.
  return toCell(harmless(value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim()));
}
