import * as z from "zod/mini";
import { JOB_STATUSES, MODES, type Job } from "../domain/job.ts";
import { Estimate, ResultFiles, RowCounts } from "../schemas/report.ts";
import type { Item } from "./table-item.ts";

const Count = z.int().check(z.gte(0));

const Plan = z.object({
  mode: z.enum(MODES),
  columns: Count,
  rows: Count,
  blankRows: Count,
  formulaCells: Count,
  queries: Count,
  shards: Count,
  shardSize: Count,
  estimate: Estimate,
});

/** JSON in an attribute. */
function json<S extends z.ZodMiniType>(schema: S) {
  return z.optional(
    z.pipe(
      z.pipe(
        z.object({ S: z.string() }),
        z.transform(({ S }): unknown => JSON.parse(S)),
      ),
      schema,
    ),
  );
}

const text = z.pipe(
  z.object({ S: z.string() }),
  z.transform(({ S }) => S),
);
const number = z.pipe(
  z.object({ N: z.string() }),
  z.transform(({ N }) => Number(N)),
);
const numbers = z.pipe(
  z.object({ NS: z.array(z.string()) }),
  z.transform(({ NS }) => new Set(NS.map(Number))),
);

const Row = z.object({
  Name: text,
  run: text,
  bucket: text,
  key: text,
  sequencer: text,
  versionId: z.optional(text),
  status: z.pipe(text, z.enum(JOB_STATUSES)),
  createdAt: text,
  plan: json(Plan),
  isSent: z.optional(z.object({ BOOL: z.boolean() })),
  done: z.optional(numbers),
  failed: z.optional(numbers),
  gatheredShards: z.optional(number),
  searchesSent: z.optional(number),
  remembered: z.optional(number),
  counts: json(RowCounts),
  files: json(ResultFiles),
  reason: z.optional(text),
  finishedAt: z.optional(text),
});

/** An object without the members that are undefined. */
function given<T extends object>(values: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the entries that are left are T's
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/** The job that an item is about. */
export function readJob(item: Item): Job {
  const row = z.parse(Row, item);
  const { Name: name, run, bucket, key, sequencer, versionId } = row;
  const { plan, gatheredShards, counts, files, reason, finishedAt } = row;
  return {
    name,
    run,
    source: { bucket, key, sequencer, ...(versionId !== undefined && { versionId }) },
    status: row.status,
    createdAt: row.createdAt,
    isSent: row.isSent?.BOOL ?? false,
    doneShards: row.done ?? new Set(),
    failedShards: row.failed ?? new Set(),
    searchesSent: row.searchesSent ?? 0,
    remembered: row.remembered ?? 0,
    ...given<Partial<Job>>({
      gatheredShards,
      reason,
      finishedAt,
      plan,
      counts,
      files: files === undefined ? undefined : readFiles(files),
    }),
  };
}

function readFiles({ result, report, errors, spreadsheet }: z.infer<typeof ResultFiles>) {
  return {
    result,
    report,
    ...(errors !== undefined && { errors }),
    ...(spreadsheet !== undefined && { spreadsheet }),
  };
}
