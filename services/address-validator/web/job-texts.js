/**
 * @typedef {import("../src/schemas/job.ts").JobView} JobView
 * @typedef {import("../src/schemas/job.ts").JobsList["jobs"][number]} JobSummary
 */

const UNDER_WAY = new Set(["SCATTERING", "RUNNING"]);

/** @type {Record<JobSummary["status"], string>} */
const WORDS = {
  SCATTERING: "being read",
  RUNNING: "being looked up",
  COMPLETED: "",
  INCOMPLETE: "incomplete",
  REFUSED: "refused",
  FAILED: "failed",
  SUPERSEDED: "replaced",
};

/** @param {number} value */
function number(value) {
  return value.toLocaleString("en");
}

/** @param {number} count @param {string} one @param {string} [many] */
function counted(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** @param {{ status: JobSummary["status"] }} job */
export function isUnderWay({ status }) {
  return UNDER_WAY.has(status);
}

/**
 * What people call a file: the last part of its key.
 *
 * @param {{ key: string }} job
 */
export function nameOf({ key }) {
  return key.slice(key.lastIndexOf("/") + 1) || key;
}

/**
 * A job as it is in the list to choose from.
 *
 * @param {JobSummary} job
 */
export function choiceOf(job) {
  const { id, rows, status } = job;
  const parts = [rows === undefined ? "" : counted(rows, "row"), WORDS[status]];
  return { id, name: nameOf(job), details: parts.filter((part) => part !== "").join(" · ") };
}

/**
 * How far a job is.
 *
 * @param {JobView} job
 */
export function statusText({ status, progress: { total, done, failed } }) {
  const parts = `${number(done)} of ${counted(total, "part")}`;
  const lost = failed > 0 ? `, ${number(failed)} failed` : "";
  /** @type {Record<JobView["status"], string>} */
  const texts = {
    SCATTERING: "The file is being read.",
    RUNNING: `Addresses are being looked up: ${parts} done${lost}.`,
    COMPLETED: "Every row was looked at.",
    INCOMPLETE: `${counted(failed, "part")} of ${number(total)} could not be looked up.`,
    REFUSED: "The file was refused. Nothing was looked up, and nothing has to be paid.",
    FAILED: "The service failed on this file.",
    SUPERSEDED: "A newer version of this file has replaced this one.",
  };
  return texts[status];
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 60) return counted(Math.max(1, Math.ceil(seconds)), "second");
  if (seconds < 3600) return counted(Math.ceil(seconds / 60), "minute");
  return `${(seconds / 3600).toFixed(1)} hours`;
}

/** @param {number} dollars */
function money(dollars) {
  if (dollars > 0 && dollars < 0.01) return "less than $0.01";
  return dollars.toLocaleString("en", { style: "currency", currency: "USD" });
}

/**
 * Numbers of a job: what was estimated before the first search, and what it took.
 *
 * @param {JobView} job
 */
export function factsText(job) {
  const { plan, rows = 0, searches } = job;
  if (plan === undefined) return "";
  const what = plan.mode === "position" ? "different position" : "different address";
  const many = plan.mode === "position" ? undefined : "different addresses";
  const { costDollars, seconds } = plan.estimate;
  const facts = [
    counted(rows, "row"),
    counted(plan.queries, what, many),
    `estimated ${money(costDollars)} and ${duration(seconds)} at most`,
    `${counted(searches.sent, "search", "searches")} sent`,
  ];
  if (searches.remembered > 0) facts.push(`${number(searches.remembered)} known from before`);
  if (plan.formulaCells > 0)
    facts.push(counted(plan.formulaCells, "cell with a formula", "cells with formulas"));
  return facts.join(" · ");
}

/**
 * Which points are on the map.
 *
 * @param {{ total: number, every: number, shown: readonly unknown[] }} points
 */
export function mapNote({ total, every, shown }) {
  if (every === 1) return `${counted(total, "row has", "rows have")} a position.`;
  return `${number(total)} rows have a position; the map shows every ${number(every)}th, ${number(shown.length)} in all.`;
}
