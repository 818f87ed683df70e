import { normalName } from "./normal-text.ts";

/** The parts of an address that a text was found to have. */
export interface AddressQuery {
  readonly houseNumber?: string;
  readonly street?: string;
  readonly city?: string;
  /** Two letters: a state of the US or a province of Canada. */
  readonly region?: string;
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-3. */
  readonly country?: string;
}

/** How names become codes. */
export interface Codes {
  /** `ct` and `connecticut` to `CT`. */
  region(name: string): string | undefined;
  /** `us`, `usa` and `united states` to `USA`. */
  country(name: string): string | undefined;
}

const POSTAL_CODE = /^\d{5}(?:-\d{4})?$/u;
const HOUSE = /^(?<number>\d+[a-z]?)\s+(?<street>.+)$/iu;

/**
 * Takes an address apart from its end, where the coarse parts are: country, postal code, region,
 * city; what is left in front is the street.
 */
export function readAddress(text: string, codes: Codes): AddressQuery {
  const parts = text
    .split(/[,\n]/u)
    .map((part) => part.trim().replaceAll(/\s+/gu, " "))
    .filter((part) => part !== "");
  // Georgia is more often the state.
  const country = takeLast(parts, (name) =>
    codes.region(name) === undefined ? codes.country(name) : undefined,
  );
  const postalCode = takeLast(parts, (last) =>
    POSTAL_CODE.test(last) ? last.slice(0, 5) : undefined,
  );
  // Of `New York` alone, the city is meant.
  const isCityAlone = parts.length === 1 && codes.region(parts[0] ?? "") !== undefined;
  const region = isCityAlone ? undefined : takeLast(parts, (name) => codes.region(name));
  // With a postal code or a street in front, the last part is the city.
  const city = parts.pop();
  const street = parts.join(" ");
  return {
    ...readStreet(street),
    ...(city !== undefined && readCity(city, postalCode !== undefined && street === "")),
    ...(region !== undefined && { region }),
    ...(postalCode !== undefined && { postalCode }),
    ...(country !== undefined && { country }),
  };
}

/** `550 Main Street` with nothing but a postal code behind is a street, not a city. */
function readCity(text: string, mayBeStreet: boolean): AddressQuery {
  return mayBeStreet && HOUSE.test(text) ? readStreet(text) : { city: text };
}

function readStreet(text: string): AddressQuery {
  if (text === "") return {};
  const { number: houseNumber, street } = HOUSE.exec(text)?.groups ?? {};
  return houseNumber === undefined || street === undefined
    ? { street: text }
    : { houseNumber, street };
}

/** Takes what `read` knows off the end: the whole last part, or its last words. */
function takeLast(parts: string[], read: (text: string) => string | undefined): string | undefined {
  const last = parts.at(-1) ?? "";
  const words = last.split(" ");
  // Up to three words: `District of Columbia`.
  for (let count = Math.min(words.length, 3); count > 0; count -= 1) {
    const found = read(words.slice(-count).join(" "));
    if (found === undefined) continue;
    const rest = words.slice(0, -count).join(" ");
    parts.splice(-1, 1, ...(rest === "" ? [] : [rest]));
    return found;
  }
  return undefined;
}

/** Codes from lists of names. */
export function createCodes(
  regions: ReadonlyMap<string, string>,
  countries: ReadonlyMap<string, string>,
): Codes {
  return {
    region: (name) => regions.get(normalName(name)),
    country: (name) => countries.get(normalName(name)),
  };
}
