import { element } from "@blueprints/lambda-kit/web/elements";
import { factsText, isUnderWay, nameOf, statusText } from "./job-texts.js";
import { pictureOf, wordOf } from "./statuses.js";

/**
 * @typedef {import("../src/schemas/job.ts").JobView} JobView
 * @typedef {"result" | "result?form=spreadsheet" | "errors"} File
 */

/** @type {readonly (readonly [import("./statuses.js").Status, keyof NonNullable<JobView["counts"]>])[]} */
const COUNTS = [
  ["OK", "ok"],
  ["NO_MATCH", "noMatch"],
  ["INVALID", "invalid"],
  ["EMPTY", "empty"],
  ["ERROR", "error"],
];

/** @param {JobView["counts"]} counts */
function countItems(counts) {
  if (counts === undefined) return [];
  return COUNTS.filter(([status, name]) => status === "OK" || counts[name] > 0).map(
    ([status, name]) => {
      const item = document.createElement("li");
      const count = document.createElement("strong");
      count.textContent = counts[name].toLocaleString("en");
      item.append(pictureOf(status), count, ` ${wordOf(status)}`);
      return item;
    },
  );
}

/**
 * @param {JobView} job
 * @returns {readonly (readonly [File, string])[]}
 */
function filesOf({ files, status }) {
  const errors = status === "REFUSED" ? "Why it was refused" : "Rows without a position";
  return [
    ...(files.result ? [/** @type {const} */ (["result", "Result"])] : []),
    ...(files.spreadsheet
      ? [/** @type {const} */ (["result?form=spreadsheet", "Result for spreadsheets"])]
      : []),
    ...(files.errors ? [/** @type {const} */ (["errors", errors])] : []),
  ];
}

/**
 * What is told of a job beside its map and its rows.
 *
 * @param {(file: File) => void} onDownload
 */
export function jobPanel(onDownload) {
  const meter = element("progress", HTMLProgressElement);
  const reason = element("reason", HTMLElement);
  const downloads = element("downloads", HTMLElement);
  return {
    /** @param {JobView} job */
    show(job) {
      document.title = `${nameOf(job)} - Address validation`;
      element("title", HTMLElement).textContent = nameOf(job);
      element("status", HTMLElement).dataset["status"] = job.status;
      element("status-text", HTMLElement).textContent = statusText(job);
      element("facts", HTMLElement).textContent = factsText(job);
      const { total, done, failed } = job.progress;
      meter.hidden = !isUnderWay(job);
      meter.max = Math.max(1, total);
      meter.value = done + failed;
      reason.textContent = job.reason ?? "";
      reason.hidden = job.reason === undefined;
      element("counts", HTMLElement).replaceChildren(...countItems(job.counts));
      const buttons = filesOf(job).map(([file, name]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `↓ ${name}`;
        button.addEventListener("click", () => onDownload(file));
        return button;
      });
      downloads.replaceChildren(...buttons);
      downloads.hidden = buttons.length === 0;
    },
  };
}
