import { feature } from "topojson-client";
import us from "us-atlas/states-10m.json" with { type: "json" };
import world from "world-atlas/countries-110m.json" with { type: "json" };
import { project } from "./map-view.js";

/**
 * @typedef {import("./map-view.js").Place} Place
 * @typedef {{ name: string, path: string, middle: Place, width: number, isState: boolean }} Outline `width` and
 * `middle` are of the largest part, in units of the world.
 * @typedef {Parameters<typeof feature>[0]} Topology
 * @typedef {[number, number][]} Ring
 */

const USA = "840"; // drawn by its states
const ANTARCTICA = "010"; // endless in this projection, and has no addresses
const DECIMALS = 3; // 40 m

/**
 * The places along a ring. One that crosses the date line goes on beyond the end of the world instead of all the way
 * back.
 *
 * @param {Ring} ring
 */
function placesOf(ring) {
  let before = ring[0]?.[0] ?? 0;
  return ring.map(([longitude, latitude]) => {
    before = longitude + 360 * Math.round((before - longitude) / 360);
    return project(before, latitude);
  });
}

/** @param {Place[]} places */
function pathOf(places) {
  const steps = places.map(({ x, y }) => `${x.toFixed(DECIMALS)} ${y.toFixed(DECIMALS)}`);
  return `M${steps.join("L")}Z`;
}

/** @param {Place[]} places */
function boxOf(places) {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  return { width: right - left, area: (right - left) * (bottom - top), middle };
}

/**
 * @param {unknown} data
 * @param {{ of: string, without: readonly string[], isState: boolean }} choice
 * @returns {Outline[]}
 */
function outlinesOf(data, { of, without, isState }) {
  const topology = /** @type {Topology} */ (data);
  const shapes = topology.objects[of];
  const all = shapes === undefined ? undefined : feature(topology, shapes);
  const features = all?.type === "FeatureCollection" ? all.features : [];
  return features.flatMap(({ id, geometry, properties }) => {
    const isWanted = geometry.type === "Polygon" || geometry.type === "MultiPolygon";
    if (!isWanted || without.includes(String(id))) return [];
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const rings = /** @type {Ring[]} */ (polygons.flat()).map(placesOf);
    const [largest] = rings.map(boxOf).sort((a, b) => b.area - a.area);
    if (largest === undefined) return [];
    const { middle, width } = largest;
    const path = rings.map(pathOf).join("");
    return [{ name: String(properties?.["name"] ?? ""), path, middle, width, isState }];
  });
}

/**
 * The outlines of the world's countries and of the states of the USA. Nobody is asked for them: a server of maps would
 * learn which addresses are looked at.
 */
export function outlines() {
  const without = [USA, ANTARCTICA];
  return [
    ...outlinesOf(world, { of: "countries", without, isState: false }),
    ...outlinesOf(us, { of: "states", without: [], isState: true }),
  ];
}
