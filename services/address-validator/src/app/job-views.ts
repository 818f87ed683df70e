import { pageTokenOf } from "@blueprints/lambda-kit/page-token";
import type { Job, Plan } from "../domain/job.ts";
import type { JobsList, JobView } from "../schemas/job.ts";
import type { PointsView } from "../schemas/preview.ts";
import type { JobsPage } from "./ports.ts";
import type { Shown } from "./read-jobs.ts";

/** A job as it is in a list. */
function summaryOf({ name, run, source, status, reason, plan, createdAt, finishedAt }: Job) {
  return {
    id: name,
    run,
    key: source.key,
    status,
    reason: status === "REFUSED" || status === "FAILED" ? reason : undefined,
    rows: plan?.rows,
    createdAt,
    finishedAt,
  };
}

/** A page of the list. */
export function jobsListOf({ jobs, end }: JobsPage): JobsList {
  return {
    jobs: jobs.map(summaryOf),
    nextPageToken: end === undefined ? undefined : pageTokenOf(end),
  };
}

function planOf({ mode, columns, blankRows, formulaCells, queries, estimate }: Plan) {
  return { mode, columns, blankRows, formulaCells, queries, estimate };
}

function filesOf({ status, files }: Job): JobView["files"] {
  const hasResult = status === "COMPLETED" || status === "INCOMPLETE";
  const own = hasResult ? files : undefined;
  return {
    result: own !== undefined,
    spreadsheet: own?.spreadsheet !== undefined,
    errors: status === "REFUSED" || own?.errors !== undefined,
  };
}

/** A job with its progress, what it costs and what came of it. */
export function jobViewOf(job: Job): JobView {
  const { plan, doneShards, failedShards, searchesSent, remembered, counts } = job;
  const files = filesOf(job);
  return {
    ...summaryOf(job),
    plan: plan && planOf(plan),
    progress: { total: plan?.shards ?? 0, done: doneShards.size, failed: failedShards.size },
    searches: { sent: searchesSent, remembered },
    counts: files.result ? counts : undefined,
    files,
  };
}

/** Points and first rows of a job. */
export function pointsViewOf({ job, preview: { points, firstRows } }: Shown): PointsView {
  return {
    id: job.name,
    run: job.run,
    points: { ...points, shown: [...points.shown] },
    firstRows: {
      columns: [...firstRows.columns],
      moreColumns: firstRows.moreColumns,
      rows: firstRows.rows.map((row) => ({ ...row, cells: [...row.cells] })),
    },
  };
}
