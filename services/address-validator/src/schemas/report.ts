import * as z from "zod/mini";
import { MODES } from "../domain/job.ts";

const Count = z.int().check(z.gte(0));

const Which = {
  name: z.string(),
  run: z.string(),
  key: z.string(),
  versionId: z.optional(z.string()),
};

/** Rows by what became of them. */
export const RowCounts = z.strictObject({
  ok: Count,
  noMatch: Count,
  empty: Count,
  invalid: Count,
  error: Count,
});

/** What a file costs at most. */
export const Estimate = z.strictObject({
  searches: Count,
  costDollars: z.number().check(z.gte(0)),
  seconds: Count,
});

/** Keys in the destination bucket. */
export const ResultFiles = z.strictObject({
  result: z.string(),
  report: z.string(),
  errors: z.optional(z.string()),
  spreadsheet: z.optional(z.string()),
});

/** The object `REPORT_<name>.json` beside a result, or in its place. */
export const Report = z.discriminatedUnion("status", [
  z.strictObject({
    ...Which,
    status: z.literal("REFUSED"),
    code: z.string(),
    message: z.string(),
  }),
  z.strictObject({
    ...Which,
    status: z.enum(["COMPLETED", "INCOMPLETE"]),
    mode: z.enum(MODES),
    rows: Count,
    blankRows: Count,
    formulaCells: Count,
    counts: RowCounts,
    estimate: Estimate,
    searches: z.strictObject({ queries: Count, searchesSent: Count, remembered: Count }),
    shards: Count,
    failedShards: z.array(z.strictObject({ shard: Count, rows: Count })),
    files: ResultFiles,
  }),
]);
export type Report = z.infer<typeof Report>;
