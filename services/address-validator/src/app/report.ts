import type { InvalidError } from "@blueprints/lambda-kit/errors";
import type { Job, Plan, ResultFiles, RowCounts } from "../domain/job.ts";
import type { Report } from "../schemas/report.ts";

function about({ name, run, source }: Job) {
  const { key, versionId } = source;
  return { name, run, key, ...(versionId !== undefined && { versionId }) };
}

function toText(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** Why a file was refused: nothing was looked up, and nothing has to be paid. */
export function refusalReport(job: Job, { code, message }: InvalidError): string {
  return toText({ ...about(job), status: "REFUSED", code, message });
}

/** What a result is made of. */
export interface Findings {
  readonly plan: Plan;
  readonly counts: RowCounts;
  readonly files: ResultFiles;
  /** Rows of shards that failed, by shard. */
  readonly failed: readonly { readonly shard: number; readonly rows: number }[];
}

/** What is in a result, and what it took. */
export function resultReport(job: Job, { plan, counts, files, failed }: Findings): string {
  const status = failed.length === 0 ? "COMPLETED" : "INCOMPLETE";
  const { searchesSent, remembered } = job;
  const searches = { queries: plan.queries, searchesSent, remembered };
  const { mode, rows, blankRows, formulaCells, shards, estimate } = plan;
  return toText({
    ...about(job),
    status,
    mode,
    rows,
    blankRows,
    formulaCells,
    counts,
    estimate,
    searches,
    shards,
    failedShards: [...failed],
    files,
  });
}
