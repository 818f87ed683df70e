/**
 * @typedef {import("../src/schemas/preview.ts").PointsView["points"]["shown"][number]["status"]} Status
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Each has a shape and a colour (in the style sheet) of its own: whoever cannot tell the colours apart has the shapes.
 *
 * @type {Record<Status, { word: string, shape: string }>}
 */
const STATUSES = {
  OK: { word: "found", shape: "M5.5 0A5.5 5.5 0 1 1-5.5 0A5.5 5.5 0 1 1 5.5 0Z" },
  NO_MATCH: { word: "not found", shape: "M0-7.5 7.5 0 0 7.5-7.5 0Z" },
  INVALID: { word: "not valid", shape: "M-5.5-5.5H5.5V5.5H-5.5Z" },
  EMPTY: { word: "empty", shape: "M-6.5-2H6.5V2H-6.5Z" },
  ERROR: { word: "not looked up", shape: "M0-7 7 5.5H-7Z" },
};

/** @param {Status} status */
export function wordOf(status) {
  return STATUSES[status].word;
}

/**
 * An SVG element.
 *
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} name
 * @param {Record<string, string>} attributes
 */
export function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** @param {Status} status */
export function shapeOf(status) {
  return svg("path", { class: `mark ${status}`, d: STATUSES[status].shape });
}

/**
 * The shape of a status as a picture beside its name.
 *
 * @param {Status} status
 */
export function pictureOf(status) {
  const picture = svg("svg", { class: "picture", viewBox: "-9 -9 18 18", "aria-hidden": "true" });
  picture.append(shapeOf(status));
  return picture;
}
