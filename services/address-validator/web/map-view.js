/**
 * Where a map is looked at: its middle, and how large. The world is 1,000 units wide in Mercator's projection, of
 * which a unit is 40 km at the equator.
 *
 * @typedef {{ x: number, y: number, scale: number }} View `scale` is pixels for a unit.
 * @typedef {{ x: number, y: number }} Place
 * @typedef {{ width: number, height: number }} Size Pixels.
 */

const WORLD = 1000;
const MAX_LATITUDE = 85;
const MAX_SCALE = 20_000; // 2 m for a pixel
const LEAST_SPAN = 4; // units: one point alone is seen with the state around it
const MARGIN = 0.12; // of the map, around the points

/**
 * @param {number} longitude
 * @param {number} latitude
 * @returns {Place}
 */
export function project(longitude, latitude) {
  const limited = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
  const radians = (limited * Math.PI) / 180;
  const north = Math.log(Math.tan(Math.PI / 4 + radians / 2));
  return { x: ((longitude + 180) / 360) * WORLD, y: (0.5 - north / (2 * Math.PI)) * WORLD };
}

/**
 * A place of the world on the map, in pixels.
 *
 * @param {Place} place
 * @param {View} view
 * @param {Size} size
 * @returns {Place}
 */
export function toScreen(place, view, { width, height }) {
  return {
    x: (place.x - view.x) * view.scale + width / 2,
    y: (place.y - view.y) * view.scale + height / 2,
  };
}

/** @param {number} value @param {number} low @param {number} high */
function limit(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

/**
 * The view that is nearest to what is wanted: never outside the world, never larger than it can be seen.
 *
 * @param {View} wanted
 * @param {Size} size
 * @returns {View}
 */
export function within(wanted, size) {
  const scale = limit(wanted.scale, size.width / WORLD, MAX_SCALE);
  const halfWidth = size.width / scale / 2;
  const halfHeight = Math.min(WORLD, size.height / scale) / 2;
  return {
    x: limit(wanted.x, halfWidth, WORLD - halfWidth),
    y: limit(wanted.y, halfHeight, WORLD - halfHeight),
    scale,
  };
}

/**
 * The view that shows all places, with the land around them.
 *
 * @param {readonly Place[]} places
 * @param {Size} size
 * @returns {View}
 */
export function fit(places, size) {
  if (places.length === 0) return within({ x: WORLD / 2, y: WORLD / 2, scale: 0 }, size);
  const low = { x: Infinity, y: Infinity };
  const high = { x: -Infinity, y: -Infinity };
  for (const { x, y } of places) {
    low.x = Math.min(low.x, x);
    low.y = Math.min(low.y, y);
    high.x = Math.max(high.x, x);
    high.y = Math.max(high.y, y);
  }
  const room = 1 - 2 * MARGIN;
  const scale = Math.min(
    (size.width * room) / Math.max(high.x - low.x, LEAST_SPAN),
    (size.height * room) / Math.max(high.y - low.y, LEAST_SPAN),
  );
  return within({ x: (low.x + high.x) / 2, y: (low.y + high.y) / 2, scale }, size);
}

/**
 * The view `factor` times as large; what is at `at` stays where it is.
 *
 * @param {View} view
 * @param {{ factor: number, at: Place }} change `at` in pixels.
 * @param {Size} size
 * @returns {View}
 */
export function zoomed(view, { factor, at }, size) {
  const { scale } = within({ ...view, scale: view.scale * factor }, size);
  const right = at.x - size.width / 2;
  const down = at.y - size.height / 2;
  const x = view.x + right / view.scale - right / scale;
  const y = view.y + down / view.scale - down / scale;
  return within({ x, y, scale }, size);
}

/**
 * The view moved by so many pixels.
 *
 * @param {View} view
 * @param {Place} by
 * @param {Size} size
 * @returns {View}
 */
export function moved(view, by, size) {
  const x = view.x + by.x / view.scale;
  const y = view.y + by.y / view.scale;
  return within({ x, y, scale: view.scale }, size);
}
