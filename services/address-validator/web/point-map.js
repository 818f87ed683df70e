import { element } from "@blueprints/lambda-kit/web/elements";
import { mapControls } from "./map-controls.js";
import { fit, toScreen } from "./map-view.js";
import { outlineLayer } from "./outline-layer.js";
import { groupsOf, rowsOf } from "./point-groups.js";
import { shapeOf, svg, wordOf } from "./statuses.js";

/**
 * @typedef {import("./point-groups.js").Group} Group
 * @typedef {import("./point-groups.js").Point} Point
 * @typedef {{ group: Group, mark: SVGElement }} Drawn
 */

const OUTSIDE = 12; // pixels: a mark whose middle is that far out of the map is not seen
const HINT = "Choose a mark to see its row.";

/** @type {Record<string, (at: number, last: number) => number>} */
const STEPS = {
  ArrowRight: (at) => at + 1,
  ArrowDown: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** @param {string} id */
function drawing(id) {
  const found = document.getElementById(id);
  if (found instanceof SVGElement) return found;
  throw new Error(`the page has no drawing #${id}`);
}

/** @param {Group} group */
function textOf(group) {
  const [{ asked, found }] = group.points;
  const what = group.status === "OK" ? found || "a place without a name" : wordOf(group.status);
  return `${rowsOf(group)}: ${asked} → ${what}`;
}

/** @param {Event} event */
function indexOf({ target }) {
  const mark = target instanceof Element ? target.closest("[data-index]") : null;
  return mark === null ? undefined : Number(mark.getAttribute("data-index"));
}

/** The map of the points. */
export function pointMap() {
  const map = drawing("map");
  const marks = drawing("points");
  const told = element("point", HTMLElement);
  const drawOutlines = outlineLayer(drawing("outlines"), drawing("names"));
  /** @type {Drawn[]} */
  let drawn = [];
  let chosen = 0;

  const sizeOf = () => ({ width: map.clientWidth, height: map.clientHeight });
  const controls = mapControls({
    map,
    sizeOf,
    all: () =>
      fit(
        drawn.map(({ group: { place } }) => place),
        sizeOf(),
      ),
    draw(view) {
      const size = sizeOf();
      drawOutlines(view, size);
      for (const { group, mark } of drawn) {
        const { x, y } = toScreen(group.place, view, size);
        const isSeen =
          Math.abs(x - size.width / 2) < size.width / 2 + OUTSIDE &&
          Math.abs(y - size.height / 2) < size.height / 2 + OUTSIDE;
        mark.toggleAttribute("hidden", !isSeen);
        mark.setAttribute("transform", `translate(${x} ${y})`);
      }
    },
  });

  /** @param {number} index */
  function choose(index) {
    const before = drawn[chosen];
    const now = drawn[index];
    if (now === undefined) return;
    before?.mark.classList.remove("chosen");
    before?.mark.setAttribute("tabindex", "-1");
    now.mark.classList.add("chosen");
    now.mark.setAttribute("tabindex", "0"); // one mark at a time is a stop of the Tab key
    chosen = index;
    told.textContent = textOf(now.group);
  }

  // On the map, which is a stop of the Tab key: browsers make one of every drawing that listens for the focus.
  for (const kind of ["pointerover", "focusin", "click"]) {
    map.addEventListener(kind, (event) => {
      const index = indexOf(event);
      if (index !== undefined) choose(index);
    });
  }

  map.addEventListener("keydown", (event) => {
    const index = indexOf(event);
    const step = STEPS[event.key];
    if (index === undefined || step === undefined) return;
    event.preventDefault();
    const next = drawn[Math.max(0, Math.min(drawn.length - 1, step(index, drawn.length - 1)))];
    if (next === undefined) return;
    controls.reveal(next.group.place);
    next.mark.focus();
  });

  return {
    /** @param {readonly Point[]} points */
    show(points) {
      drawn = groupsOf(points).map((group, index) => {
        const mark = svg("g", {
          class: "point",
          role: "listitem",
          tabindex: index === 0 ? "0" : "-1",
          "aria-label": textOf(group),
          "data-index": String(index),
        });
        mark.append(svg("circle", { class: "area", r: "12" }), shapeOf(group.status));
        return { group, mark };
      });
      chosen = 0;
      told.textContent = HINT;
      marks.replaceChildren(...drawn.map(({ mark }) => mark));
      controls.showAll();
    },
  };
}
