import { invalid } from "./invalid.ts";

const MAX_RESULTS = 50; // both searches, MaxResults

/** A box on the globe. */
export interface Box {
  contains(position: readonly [number, number]): boolean;
}

/**
 * Reads `[longitude, latitude]` in degrees.
 *
 * @throws {AwsError} `ValidationException`.
 */
export function readPosition(
  name: string,
  given: readonly number[] | undefined,
): [number, number] | undefined {
  if (given === undefined) return undefined;
  const [longitude = Number.NaN, latitude = Number.NaN, ...rest] = given;
  if (rest.length > 0 || Number.isNaN(latitude)) {
    return invalid(name, "The position must have a longitude and a latitude.");
  }
  if (!(Math.abs(longitude) <= 180)) {
    return invalid(name, `The longitude ${longitude} is outside of [-180, 180].`);
  }
  if (!(Math.abs(latitude) <= 90)) {
    return invalid(name, `The latitude ${latitude} is outside of [-90, 90].`);
  }
  return [longitude, latitude];
}

/**
 * Reads `[west, south, east, north]` in degrees.
 *
 * @throws {AwsError} `ValidationException`.
 */
export function readBox(given: readonly number[] | undefined): Box | undefined {
  if (given === undefined) return undefined;
  if (given.length !== 4) return invalid("FilterBBox", "The box must have four numbers.");
  const southWest = readPosition("FilterBBox", given.slice(0, 2));
  const northEast = readPosition("FilterBBox", given.slice(2));
  if (southWest === undefined || northEast === undefined || southWest[1] > northEast[1]) {
    return invalid("FilterBBox", "The box's south must not be north of its north.");
  }
  const [west, south] = southWest;
  const [east, north] = northEast;
  return {
    contains([longitude, latitude]) {
      const isBetween =
        west <= east
          ? longitude >= west && longitude <= east
          : longitude >= west || longitude <= east; // across the date line
      return isBetween && latitude >= south && latitude <= north;
    },
  };
}

/**
 * How many results are wanted: 50 unless fewer are asked for.
 *
 * @throws {AwsError} `ValidationException`.
 */
export function readMaxResults(given: number | undefined): number {
  const count = given ?? MAX_RESULTS;
  if (Number.isInteger(count) && count >= 1 && count <= MAX_RESULTS) return count;
  return invalid("MaxResults", `MaxResults must be between 1 and ${MAX_RESULTS}.`);
}
