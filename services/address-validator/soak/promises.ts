import type { Violation } from "../../../scripts/soak/soak.ts";
import type { Job } from "../src/domain/job.ts";

/** A file and what became of it. */
export interface Finished {
  readonly name: string;
  /** As it was uploaded. */
  readonly text: string;
  readonly job: Job | undefined;
  readonly result: string | undefined;
}

const ADDED = 12; // columns

/** What of a file's promises was not kept: every row comes back as it was, in its place, with what was found. */
export function violationsOf({ name, text, job, result }: Finished): Violation[] {
  if (job?.status !== "COMPLETED" || result === undefined) {
    return [{ subject: name, reason: `is ${job?.status ?? "unknown"}, not COMPLETED` }];
  }
  return reasonsOf(text.split("\r\n"), result.split("\r\n")).map((reason) => ({
    subject: name,
    reason,
  }));
}

function reasonsOf(rows: readonly string[], found: readonly string[]): string[] {
  const reasons: string[] = [];
  if (found.length !== rows.length) reasons.push(`has ${found.length} lines, not ${rows.length}`);
  for (const [at, row] of rows.slice(0, -1).entries()) {
    const line = found[at] ?? "";
    if (!line.startsWith(`${row},`)) reasons.push(`row ${at + 1} is not as it was`);
    else if (at > 0 && !isOk(line.slice(row.length))) reasons.push(`row ${at + 1} has no place`);
  }
  return reasons;
}

/** Cells of a place, some of them in quotes, and the status at their end. */
function isOk(added: string): boolean {
  const withoutQuoted = added.replaceAll(/"[^"]*"/gu, "");
  return withoutQuoted.split(",").length === ADDED + 1 && added.endsWith(",OK");
}
