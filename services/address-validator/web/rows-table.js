import { element } from "@blueprints/lambda-kit/web/elements";
import { pictureOf, wordOf } from "./statuses.js";

/**
 * @typedef {import("../src/schemas/preview.ts").PointsView["firstRows"]} FirstRows
 */

/** @param {"th" | "td"} kind @param {string} text */
function cell(kind, text) {
  const made = document.createElement(kind);
  made.textContent = text; // never markup, whatever the file says
  made.dir = "auto";
  return made;
}

/**
 * Shows the first rows of a result.
 *
 * @param {FirstRows} firstRows
 * @param {number} total Rows of the file.
 */
export function showRows({ columns, moreColumns, rows }, total) {
  element("rows", HTMLElement).hidden = rows.length === 0;
  const which = rows.length < total ? `The first rows, of ${total.toLocaleString("en")}` : "Rows";
  element("rows-title", HTMLElement).textContent = which;
  const head = document.createElement("tr");
  const more = moreColumns > 0 ? [`and ${moreColumns} more`] : [];
  head.append(...["Row", ...columns, ...more].map((name) => cell("th", name)));
  for (const one of head.cells) one.scope = "col";
  element("rows-head", HTMLTableSectionElement).replaceChildren(head);
  const lines = rows.map(({ row, status, cells }) => {
    const line = document.createElement("tr");
    const number = cell("th", "");
    number.scope = "row";
    const word = document.createElement("span");
    word.className = "for-ears";
    word.textContent = ` ${wordOf(status)}`;
    number.append(pictureOf(status), String(row), word);
    line.append(number, ...cells.map((text) => cell("td", text)));
    return line;
  });
  element("rows-body", HTMLTableSectionElement).replaceChildren(...lines);
}
