import { element } from "@blueprints/lambda-kit/web/elements";
import { moved, within, zoomed } from "./map-view.js";

/**
 * @typedef {import("./map-view.js").View} View
 * @typedef {import("./map-view.js").Place} Place
 * @typedef {import("./map-view.js").Size} Size
 */

const STEP = 0.25; // of the map's width or height
const ZOOM = 1.6;
const WHEEL = 1 / 500; // of a doubling, for a pixel of the wheel

/** @type {Record<string, string>} */
const KEYS = {
  "+": "in",
  "=": "in",
  "-": "out",
  0: "all",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** @type {Record<string, Place>} */
const MOVES = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/**
 * Moves a map by buttons, keys, dragging and the wheel.
 *
 * @param {{ map: SVGElement, sizeOf: () => Size, draw: (view: View) => void, all: () => View }} parts `all` is the
 * view of all points.
 */
export function mapControls({ map, sizeOf, draw, all }) {
  /** @type {View} */
  let view = { x: 0, y: 0, scale: 1 };
  let isAll = true; // until somebody moves it
  let isDue = false;

  /** @param {View} next */
  function show(next) {
    view = next;
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      draw(view);
    });
  }

  /** @param {View} next */
  function change(next) {
    isAll = false;
    show(next);
  }

  function showAll() {
    isAll = true;
    if (sizeOf().width > 0) show(all()); // what is hidden has no size, and is drawn once it has
  }

  /** @param {string} move */
  function act(move) {
    const size = sizeOf();
    const by = MOVES[move];
    const at = { x: size.width / 2, y: size.height / 2 };
    if (move === "all") showAll();
    else if (move === "in") change(zoomed(view, { factor: ZOOM, at }, size));
    else if (move === "out") change(zoomed(view, { factor: 1 / ZOOM, at }, size));
    else if (by !== undefined) {
      const step = { x: by.x * size.width * STEP, y: by.y * size.height * STEP };
      change(moved(view, step, size));
    }
  }

  element("map-buttons", HTMLElement).addEventListener("click", ({ target }) => {
    const move = target instanceof HTMLElement ? target.dataset["move"] : undefined;
    if (move !== undefined) act(move);
  });

  map.addEventListener("keydown", (event) => {
    const move = KEYS[event.key];
    if (event.target !== map || move === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act(move);
  });

  map.addEventListener(
    "wheel",
    (event) => {
      // Without a key the wheel scrolls the page, as everywhere else on it; a pinch on a touchpad has the key.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = map.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      change(zoomed(view, { factor: 2 ** (-event.deltaY * WHEEL), at }, sizeOf()));
    },
    { passive: false },
  );

  map.addEventListener("pointermove", (event) => {
    if (event.buttons !== 1 || event.pointerType === "touch") return;
    change(moved(view, { x: -event.movementX, y: -event.movementY }, sizeOf()));
  });

  new ResizeObserver(() => {
    if (isAll) showAll();
    else if (sizeOf().width > 0) show(within(view, sizeOf()));
  }).observe(map);

  return {
    showAll,
    /**
     * Moves a place into the middle unless it is seen.
     *
     * @param {Place} place In units of the world.
     */
    reveal(place) {
      const { width, height } = sizeOf();
      const isSeen =
        Math.abs(place.x - view.x) * view.scale < width / 2 &&
        Math.abs(place.y - view.y) * view.scale < height / 2;
      if (isSeen) return;
      isAll = false;
      view = within({ ...view, ...place }, sizeOf());
      draw(view); // at once: what is not drawn cannot have the focus
    },
  };
}
