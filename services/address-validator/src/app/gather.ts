import { newEvent } from "@blueprints/lambda-kit/events";
import { Assembler, ERRORS_HEADER } from "../domain/assemble.ts";
import { csvRecords } from "../domain/csv-records.ts";
import type { Job, Plan, ResultFiles, RowCounts } from "../domain/job.ts";
import { errorsKey, previewKey, reportKey, resultKey, spreadsheetKey } from "../domain/names.ts";
import { PreviewMaker, type Preview } from "../domain/preview.ts";
import { readRowIndex } from "../domain/row-index.ts";
import { AddressesValidated } from "../schemas/events.ts";
import type { PreviewFile } from "../schemas/preview.ts";
import { FailedRows } from "./failed-rows.ts";
import type {
  Destination,
  Inputs,
  JobStore,
  ObjectWriter,
  Publisher,
  Spools,
  Work,
} from "./ports.ts";
import { resultReport } from "./report.ts";
import { SpooledLines } from "./spooled-lines.ts";
import { writeText } from "./write-text.ts";

/** What putting a result together needs. */
export interface GatherDeps {
  readonly jobs: JobStore;
  readonly inputs: Inputs;
  readonly work: Work;
  readonly spools: Spools;
  readonly destination: Destination;
  readonly publisher: Publisher;
}

/** What became of it. */
export interface Gathered {
  readonly outcome: "gathered" | "known" | "superseded" | "early";
  readonly rows: number;
}

/**
 * Puts the user's rows and what was found together, once every shard is settled. Whoever does it again, at whatever
 * time, writes the same bytes.
 */
export async function gather(
  deps: GatherDeps,
  { name, run }: { readonly name: string; readonly run: string },
): Promise<Gathered> {
  const job = await deps.jobs.get(name, run);
  const plan = job?.plan;
  if (job === undefined || plan === undefined) return { outcome: "early", rows: 0 };
  const outcome = standOf(job, plan);
  if (outcome !== "gathered") return { outcome, rows: 0 };
  const isWritten = await writeResult(deps, job, plan);
  return { outcome: isWritten ? "gathered" : "superseded", rows: plan.rows };
}

function standOf(job: Job, { shards }: Plan): Gathered["outcome"] {
  if (job.status === "SUPERSEDED") return "superseded";
  if (job.doneShards.size + job.failedShards.size < shards) return "early";
  const isOver = job.status === "COMPLETED" || job.status === "INCOMPLETE";
  return isOver && job.gatheredShards === job.doneShards.size ? "known" : "gathered";
}

/** False when a newer version came, or more shards were done, meanwhile. */
async function writeResult(deps: GatherDeps, job: Job, plan: Plan): Promise<boolean> {
  const { jobs, work, spools } = deps;
  const isCurrent = async (): Promise<boolean> => {
    const newest = await jobs.current(job.name);
    return newest?.run === job.run && newest.doneShards.size === job.doneShards.size;
  };
  const spool = await spools.open();
  try {
    const lines = await SpooledLines.load({ work, spool }, job, plan);
    const failed = new FailedRows(job.failedShards, plan.shardSize);
    const maker = new PreviewMaker();
    const files = await writeFiles(deps, { job, plan, lines, failed, maker, isCurrent });
    if (files === undefined) return false;
    await end(deps, job, { plan, ...files, preview: maker.preview, failed: failed.list() });
    return true;
  } finally {
    await spool.close();
  }
}

interface Writing {
  readonly job: Job;
  readonly plan: Plan;
  readonly lines: SpooledLines;
  readonly failed: FailedRows;
  readonly maker: PreviewMaker;
  readonly isCurrent: () => Promise<boolean>;
}

interface Written {
  readonly counts: RowCounts;
  readonly files: ResultFiles;
  readonly isCurrent: () => Promise<boolean>;
}

async function writeFiles(deps: GatherDeps, writing: Writing): Promise<Written | undefined> {
  const { destination } = deps;
  const { job, plan, isCurrent } = writing;
  const { name } = job;
  const writers = {
    result: destination.open(resultKey(name), "text/csv"),
    errors: destination.open(errorsKey(name), "text/csv"),
    spreadsheet: destination.open(spreadsheetKey(name), "text/csv"),
  };
  try {
    const counts = await assembleAll(deps, writing, writers);
    const hasErrors = counts.noMatch + counts.invalid + counts.error > 0;
    const hasFormulas = plan.formulaCells > 0;
    const wanted = [
      writers.result,
      ...(hasErrors ? [writers.errors] : []),
      ...(hasFormulas ? [writers.spreadsheet] : []),
    ];
    for (const writer of wanted) {
      if (!(await writer.finish(isCurrent))) return undefined;
    }
    // What an older version left would be taken for this one's.
    await destination.remove(
      [...(hasErrors ? [] : [errorsKey(name)]), ...(hasFormulas ? [] : [spreadsheetKey(name)])],
      isCurrent,
    );
    const files: ResultFiles = {
      result: resultKey(name),
      report: reportKey(name),
      ...(hasErrors && { errors: errorsKey(name) }),
      ...(hasFormulas && { spreadsheet: spreadsheetKey(name) }),
    };
    return { counts, files, isCurrent };
  } finally {
    await Promise.all(Object.values(writers).map((writer) => writer.abort()));
  }
}

async function assembleAll(
  { inputs, work }: GatherDeps,
  { job, plan, lines, failed, maker }: Writing,
  writers: Readonly<Record<"result" | "errors" | "spreadsheet", ObjectWriter>>,
): Promise<RowCounts> {
  const index = readRowIndex(await work.rows(job.run));
  const assembler = new Assembler(plan, lines, maker);
  await writers.errors.write(Buffer.from(ERRORS_HEADER));
  for await (const batch of csvRecords(await inputs.read(job.source))) {
    const part = assembler.assemble(batch, (row) => failed.note(index.at(row)));
    await writers.result.write(part.result);
    if (part.spreadsheet !== undefined) await writers.spreadsheet.write(part.spreadsheet);
    if (part.errors !== "") await writers.errors.write(Buffer.from(part.errors));
  }
  return assembler.counts;
}

interface Ended extends Written {
  readonly plan: Plan;
  readonly preview: Preview;
  readonly failed: readonly { readonly shard: number; readonly rows: number }[];
}

async function end(deps: GatherDeps, job: Job, ended: Ended): Promise<void> {
  const { destination, publisher, jobs } = deps;
  const { plan, counts, files, preview, failed, isCurrent } = ended;
  const status = failed.length === 0 ? "COMPLETED" : "INCOMPLETE";
  const report = { key: files.report, text: resultReport(job, { plan, counts, files, failed }) };
  for (const object of [previewFile(job, preview), report]) {
    if (!(await writeText(destination, object, isCurrent))) return;
  }
  const { bucket, key, versionId } = job.source;
  const event = newEvent(AddressesValidated, {
    name: job.name,
    run: job.run,
    bucket,
    key,
    ...(versionId !== undefined && { versionId }),
    status,
    result: files.result,
    report: files.report,
    rows: plan.rows,
    counts: { ...counts },
  });
  await publisher.publish([event]);
  await jobs.end(job, { status, counts, files });
}

function previewFile({ name, run }: Job, { points, firstRows }: Preview) {
  const file: PreviewFile = {
    name,
    run,
    points: { ...points, shown: [...points.shown] },
    firstRows: {
      ...firstRows,
      columns: [...firstRows.columns],
      rows: firstRows.rows.map((row) => ({ ...row, cells: [...row.cells] })),
    },
  };
  return { key: previewKey(name), text: `${JSON.stringify(file)}\n` };
}
