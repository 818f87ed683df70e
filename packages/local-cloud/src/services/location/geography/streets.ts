/** A piece of a street between two corners, with the house numbers that lie along it. */
export interface StreetPiece {
  readonly name: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly numbers: readonly [from: number, to: number];
  /** [longitude, latitude] in degrees of where the numbers begin and end. */
  readonly ends: readonly [readonly [number, number], readonly [number, number]];
}

type Row = readonly [
  name: string,
  postalCode: string,
  numbers: readonly [number, number],
  from: readonly [number, number],
  to: readonly [number, number],
];

/*
 * Drawn by hand, good to about a block: there is no free street data on npm, and the samples want
 * some addresses with a house number. Everything else is answered with its city or postal code.
 */
const BY_CITY: Readonly<Record<string, readonly Row[]>> = {
  "Hartford, CT": [
    ["Main Street", "06103", [500, 1200], [-72.6735, 41.7625], [-72.6745, 41.7705]],
    ["Asylum Street", "06103", [1, 300], [-72.6742, 41.7668], [-72.6795, 41.7672]],
    ["Pratt Street", "06103", [1, 110], [-72.6739, 41.7678], [-72.6762, 41.7681]],
    ["Trumbull Street", "06103", [1, 400], [-72.6756, 41.7637], [-72.6765, 41.7712]],
    ["Farmington Avenue", "06105", [1, 600], [-72.6842, 41.7681], [-72.7045, 41.7675]],
    ["Park Street", "06106", [100, 1500], [-72.6765, 41.7575], [-72.7065, 41.7573]],
    ["Franklin Avenue", "06114", [1, 900], [-72.6741, 41.7522], [-72.6732, 41.7262]],
    ["Capitol Avenue", "06106", [1, 700], [-72.6752, 41.7618], [-72.6935, 41.7612]],
    ["Albany Avenue", "06120", [1, 900], [-72.6772, 41.7765], [-72.6945, 41.7832]],
    ["Wethersfield Avenue", "06114", [1, 900], [-72.6735, 41.7565], [-72.6665, 41.7275]],
  ],
  "Boston, MA": [
    ["Boylston Street", "02116", [1, 900], [-71.0631, 42.3522], [-71.0845, 42.3478]],
    ["Beacon Street", "02108", [1, 100], [-71.0602, 42.3577], [-71.0712, 42.3562]],
    ["Tremont Street", "02108", [1, 200], [-71.0602, 42.3575], [-71.0652, 42.3522]],
    ["State Street", "02109", [1, 200], [-71.0575, 42.3588], [-71.0512, 42.3592]],
    ["Newbury Street", "02116", [1, 360], [-71.0722, 42.3525], [-71.0862, 42.3482]],
  ],
  "Miami, FL": [
    ["Biscayne Boulevard", "33132", [1, 1400], [-80.1882, 25.7735], [-80.1892, 25.7885]],
    ["Brickell Avenue", "33131", [400, 1600], [-80.1898, 25.7695], [-80.1935, 25.7565]],
    ["Northeast 2nd Avenue", "33132", [1, 1400], [-80.1912, 25.7742], [-80.1912, 25.7882]],
  ],
  "Seattle, WA": [
    ["Pike Street", "98101", [1, 900], [-122.3405, 47.6088], [-122.3292, 47.6128]],
    ["Terry Avenue North", "98109", [200, 600], [-122.3367, 47.6202], [-122.3367, 47.6242]],
    ["7th Avenue", "98121", [1900, 2200], [-122.3368, 47.6142], [-122.3398, 47.6162]],
  ],
  "New York, NY": [
    ["Broadway", "10007", [200, 300], [-74.0092, 40.7112], [-74.0068, 40.7138]],
    ["5th Avenue", "10001", [300, 400], [-73.9862, 40.7465], [-73.9842, 40.7492]],
    ["Wall Street", "10005", [1, 120], [-74.0115, 40.7077], [-74.0058, 40.7052]],
  ],
};

/** Every piece of street that there is. */
export const STREETS: readonly StreetPiece[] = Object.entries(BY_CITY).flatMap(([place, rows]) => {
  const [city = "", region = ""] = place.split(", ");
  return rows.map(([name, postalCode, numbers, from, to]) => ({
    name,
    city,
    region,
    postalCode,
    numbers,
    ends: [from, to] as const,
  }));
});

/** Where along the piece a house number lies: [longitude, latitude]; undefined when it does not. */
export function positionOf(
  { numbers: [first, last], ends: [from, to] }: StreetPiece,
  houseNumber: number,
): [number, number] | undefined {
  if (houseNumber < first || houseNumber > last) return undefined;
  const share = (houseNumber - first) / Math.max(1, last - first);
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
}

/** The nearest point on the piece, and the house number there. */
export function nearestOn(
  { numbers: [first, last], ends: [from, to] }: StreetPiece,
  [longitude, latitude]: readonly [number, number],
): { position: [number, number]; houseNumber: number } {
  // A degree of longitude is shorter than one of latitude: over a few blocks the plane will do.
  const stretch = Math.cos((latitude * Math.PI) / 180);
  const along = [(to[0] - from[0]) * stretch, to[1] - from[1]] as const;
  const here = [(longitude - from[0]) * stretch, latitude - from[1]] as const;
  const length2 = along[0] ** 2 + along[1] ** 2;
  const share = Math.min(1, Math.max(0, (along[0] * here[0] + along[1] * here[1]) / length2));
  return {
    position: [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])],
    houseNumber: Math.round(first + share * (last - first)),
  };
}
