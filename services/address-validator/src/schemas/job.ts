import * as z from "zod/mini";
import { JOB_STATUSES, MODES } from "../domain/job.ts";
import { Estimate, RowCounts } from "./report.ts";

const Count = z.int().check(z.gte(0));

/** The name of a job: see `nameOf`. */
export const JobId = z.string().check(z.regex(/^[\w~][\w.~-]{0,199}$/u));

/** Path of the routes of one job. */
export const JobPath = z.object({ id: JobId });

const JobSummary = {
  id: JobId,
  /** Of the version. */
  run: z.string(),
  key: z.string(),
  status: z.enum(JOB_STATUSES),
  /** Of REFUSED and FAILED. */
  reason: z.optional(z.string()),
  /** Without the header; missing until the file is read. */
  rows: z.optional(Count),
  createdAt: z.string(),
  finishedAt: z.optional(z.string()),
};

/** A file's newest version and how far it is. */
export const JobView = z.strictObject({
  ...JobSummary,
  /** What was found in the file before the first search. */
  plan: z.optional(
    z.strictObject({
      mode: z.enum(MODES),
      columns: Count,
      blankRows: Count,
      formulaCells: Count,
      /** Different addresses or positions. */
      queries: Count,
      estimate: Estimate,
    }),
  ),
  /** Shards, each of up to so many different addresses. */
  progress: z.strictObject({ total: Count, done: Count, failed: Count }),
  searches: z.strictObject({ sent: Count, remembered: Count }),
  counts: z.optional(RowCounts),
  /** What there is to download. */
  files: z.strictObject({ result: z.boolean(), spreadsheet: z.boolean(), errors: z.boolean() }),
});
export type JobView = z.infer<typeof JobView>;

/** Query of `GET /jobs`. */
export const JobsQuery = z.strictObject({
  /** 1 to 100; 25 unless told. */
  limit: z.optional(
    z.pipe(
      z.string().check(z.regex(/^\d{1,3}$/u)),
      z.pipe(
        z.transform((digits: string) => Number(digits)),
        z.number().check(z.gte(1), z.lte(100)),
      ),
    ),
  ),
  pageToken: z.optional(z.string().check(z.minLength(1), z.maxLength(1500))),
});

/** Answer of `GET /jobs`: latest first. */
export const JobsList = z.strictObject({
  jobs: z.array(z.strictObject(JobSummary)),
  nextPageToken: z.optional(z.string()),
});
export type JobsList = z.infer<typeof JobsList>;

/** Query of `GET /jobs/{id}/result`. */
export const ResultQuery = z.strictObject({
  /** `exact` unless told: the user's cells as they are. `spreadsheet`: with formulas in them made harmless. */
  form: z.optional(z.enum(["exact", "spreadsheet"])),
});

/** Answer of the routes that permit a download. */
export const Download = z.strictObject({ url: z.url(), expiresAt: z.string() });
