import { readAddress, type AddressQuery } from "./address-query.ts";
import { metresBetween, type Gazetteer, type Locality } from "./gazetteer.ts";
import { normalName, normalStreet } from "./normal-text.ts";
import { nearestOn, positionOf, STREETS, type StreetPiece } from "./streets.ts";

/** A place that was found. */
export interface Found {
  readonly locality: Locality;
  readonly street?: string;
  readonly houseNumber?: string;
  /** [longitude, latitude] in degrees. */
  readonly position: readonly [number, number];
  /** How well a text was matched, 0 to 1. */
  readonly relevance: number;
}

const NEAR_STREET_METRES = 150; // a street farther away is not the address of a point

/*
 * What a result is worth when the text asked for more than it found. Real geocoders compute such
 * scores from every word; what matters to a caller is that a street that was asked for and is not
 * known shows in the number.
 */
const WITHOUT_HOUSE_NUMBER = 0.9;
const WITHOUT_STREET = 0.7;
const OTHER_CITY = 0.8; // the postal code is of another city than the one named

/** Places that a text may mean, the best first. */
export function findText(text: string, gazetteer: Gazetteer): Found[] {
  const query = readAddress(text, gazetteer.codes);
  const localities = findLocalities(query, gazetteer);
  if (query.street === undefined) {
    return localities.map((found) => ({ ...found, position: found.locality.position }));
  }
  const onStreet = findStreets(query, localities);
  if (onStreet.length > 0) return onStreet;
  return localities.map(({ locality, relevance }) => ({
    locality,
    position: locality.position,
    relevance: round(relevance * WITHOUT_STREET),
  }));
}

interface Candidate {
  readonly locality: Locality;
  readonly relevance: number;
}

function findLocalities(query: AddressQuery, gazetteer: Gazetteer): Candidate[] {
  const area = query.postalCode === undefined ? undefined : gazetteer.postalArea(query.postalCode);
  if (area !== undefined && isWithin(area, query)) {
    const isOther = query.city !== undefined && normalName(query.city) !== normalName(area.city);
    return [{ locality: area, relevance: isOther ? OTHER_CITY : 1 }];
  }
  if (query.city === undefined) return [];
  return gazetteer
    .cities(normalName(query.city))
    .filter((locality) => isWithin(locality, query))
    .map((locality) => ({ locality, relevance: query.postalCode === undefined ? 1 : OTHER_CITY }));
}

function isWithin(locality: Locality, { region, country }: AddressQuery): boolean {
  return (
    (region === undefined || locality.region === region) &&
    (country === undefined || locality.country === country)
  );
}

function findStreets({ street = "", houseNumber }: AddressQuery, within: Candidate[]): Found[] {
  const wanted = normalStreet(street);
  return within.flatMap(({ locality, relevance }) =>
    STREETS.filter((piece) => isIn(piece, locality) && normalStreet(piece.name) === wanted).map(
      (piece) => onPiece(piece, locality, { houseNumber, relevance }),
    ),
  );
}

function isIn({ city, region }: StreetPiece, locality: Locality): boolean {
  return region === locality.region && normalName(city) === normalName(locality.city);
}

function onPiece(
  piece: StreetPiece,
  locality: Locality,
  asked: { houseNumber: string | undefined; relevance: number },
): Found {
  const { houseNumber } = asked;
  const position =
    houseNumber === undefined ? undefined : positionOf(piece, Number.parseInt(houseNumber, 10));
  const here = { locality: { ...locality, postalCode: piece.postalCode }, street: piece.name };
  if (position !== undefined && houseNumber !== undefined) {
    return { ...here, houseNumber, position, relevance: asked.relevance };
  }
  const share = houseNumber === undefined ? 1 : WITHOUT_HOUSE_NUMBER;
  return { ...here, position: piece.ends[0], relevance: round(asked.relevance * share) };
}

/** Places at and around a position, the nearest kind first: address, postal area, cities. */
export function findPosition(
  position: readonly [number, number],
  gazetteer: Gazetteer,
  count: number,
): Found[] {
  const found: Found[] = [];
  const area = gazetteer.nearestPostalArea(position);
  const [street] = STREETS.map((piece) => ({ piece, ...nearestOn(piece, position) }))
    .map((on) => ({ ...on, metres: metresBetween(on.position, position) }))
    .filter(({ metres }) => metres <= NEAR_STREET_METRES)
    .sort((a, b) => a.metres - b.metres);
  if (street !== undefined) {
    const { name, city, region, postalCode } = street.piece;
    found.push({
      locality: {
        city,
        region,
        postalCode,
        country: "USA",
        population: 0,
        position: street.position,
      },
      street: name,
      houseNumber: String(street.houseNumber),
      position: street.position,
      relevance: 1,
    });
  }
  const localities = [
    ...(area === undefined ? [] : [area]),
    ...gazetteer.nearestCities(position, count),
  ];
  const rest = localities.map((locality) => ({
    locality,
    position: locality.position,
    relevance: 1,
  }));
  return [...found, ...rest].slice(0, count);
}

function round(relevance: number): number {
  return Math.round(relevance * 100) / 100;
}
