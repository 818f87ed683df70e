import { addedCells, type GeocodeStatus } from "./added-columns.ts";
import type { Mode } from "./job.ts";
import type { Answer } from "./query.ts";

/** What came of a query: an answer, or the code of what went wrong for good. */
export type Outcome = Answer | { readonly kind: "failed"; readonly code: string };

/** The line of a query in the results of its shard: a code when it failed, a tab, and the added cells. */
export function resultLine(mode: Mode, outcome: Outcome): string {
  if (outcome.kind === "found") return `\t${addedCells(mode, "OK", outcome.place)}\n`;
  if (outcome.kind === "none") return `\t${addedCells(mode, "NO_MATCH")}\n`;
  return failedLine(mode, outcome.code);
}

/** The line of a query that could not be looked up. */
export function failedLine(mode: Mode, code: string): string {
  return `${code.replaceAll(/[^\w.-]/gu, "")}\t${addedCells(mode, "ERROR")}\n`;
}

const STATUSES: Readonly<Record<string, GeocodeStatus>> = {
  OK: "OK",
  CH: "NO_MATCH",
  OR: "ERROR",
};

/** The status at the end of a line's cells, by its last two letters. */
export function statusOf(cells: Buffer): GeocodeStatus {
  return STATUSES[cells.toString("latin1", cells.length - 2)] ?? "ERROR";
}
