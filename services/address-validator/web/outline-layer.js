import { toScreen } from "./map-view.js";
import { outlines } from "./outlines.js";
import { svg } from "./statuses.js";

/**
 * @typedef {import("./map-view.js").View} View
 * @typedef {import("./map-view.js").Size} Size
 */

const LETTER = 7; // pixels
const STATES_FROM = 4; // pixels for a unit: from there the states have names, and the USA have none

/**
 * Countries and states with their names, below the points.
 *
 * @param {SVGElement} land
 * @param {SVGElement} names
 */
export function outlineLayer(land, names) {
  const all = outlines().map(({ name, path, middle, width, isState }) => {
    const kind = isState ? "state" : "country";
    land.append(svg("path", { class: kind, d: path, "data-name": name }));
    const label = svg("text", { class: kind });
    label.textContent = name;
    names.append(label);
    return { label, middle, isState, neededScale: (name.length * LETTER) / width };
  });

  /**
   * @param {View} view
   * @param {Size} size
   */
  return function draw(view, size) {
    const origin = toScreen({ x: 0, y: 0 }, view, size);
    land.setAttribute("transform", `translate(${origin.x} ${origin.y}) scale(${view.scale})`);
    for (const { label, middle, isState, neededScale } of all) {
      const isNamed = view.scale > neededScale && (!isState || view.scale > STATES_FROM);
      label.toggleAttribute("hidden", !isNamed);
      if (!isNamed) continue;
      const { x, y } = toScreen(middle, view, size);
      label.setAttribute("transform", `translate(${x} ${y})`);
    }
  };
}
