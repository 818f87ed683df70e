import { InvalidError } from "@blueprints/lambda-kit/errors";
import type { Job, SourceVersion } from "../domain/job.ts";
import {
  errorsKey,
  nameOf,
  previewKey,
  reportKey,
  resultKey,
  runOf,
  spreadsheetKey,
} from "../domain/names.ts";
import type { Destination, Inputs, JobStore, Queues, Work } from "./ports.ts";
import { refusalReport } from "./report.ts";
import { scatterFile, type Scattered, type ScatterSettings } from "./scatter.ts";
import { isCurrentIn, writeText } from "./write-text.ts";

/** What taking a file apart needs. */
export interface ScatterDeps {
  readonly jobs: JobStore;
  readonly inputs: Inputs;
  readonly work: Work;
  readonly destination: Destination;
  readonly queues: Queues;
  readonly settings: ScatterSettings;
}

/** How far a file came. */
export type TakenApart = "superseded" | "known" | "refused" | "running";

/**
 * Takes a version of a file apart and has its shards looked up. Doing it twice changes nothing: every key and message
 * is the same again, and a shard that is done is not looked up anew.
 */
export async function takeApart(deps: ScatterDeps, source: SourceVersion): Promise<TakenApart> {
  const { jobs, work, queues } = deps;
  const name = nameOf(source.key);
  const job = await jobs.register(source, { name, run: runOf(source) });
  if (job === undefined) return "superseded";
  const isOver = job.status !== "SCATTERING" && job.status !== "RUNNING" && job.status !== "FAILED";
  if (isOver || job.isSent) return "known";
  const scattered = await readFile(deps, job);
  if (scattered === undefined) return "refused";
  const { plan, rows } = scattered;
  await work.putRows(job.run, rows);
  await jobs.plan(job, plan);
  const { run } = job;
  await queues.sendShards(
    Array.from({ length: plan.shards }, (_, shard) => ({ name, run, shard })),
  );
  if (plan.shards === 0) await queues.sendGather({ name, run });
  await jobs.sent(job);
  return "running";
}

/** Undefined when the file is refused; then there is a report that says why. */
async function readFile(deps: ScatterDeps, job: Job): Promise<Scattered | undefined> {
  const { inputs, work, settings } = deps;
  const { name, run } = job;
  try {
    return await scatterFile(await inputs.read(job.source), settings, {
      put: (shard, queries) => work.putQueries({ name, run, shard }, queries),
    });
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    await refuse(deps, job, error);
    return undefined;
  }
}

async function refuse(deps: ScatterDeps, job: Job, error: InvalidError): Promise<void> {
  const { jobs, destination } = deps;
  const { name } = job;
  const report = { key: reportKey(name), text: refusalReport(job, error) };
  const isCurrent = isCurrentIn(jobs, job);
  if (!(await writeText(destination, report, isCurrent))) return;
  // What an older version left would be taken for this one's.
  const left = [resultKey, errorsKey, spreadsheetKey, previewKey].map((keyOf) => keyOf(name));
  await destination.remove(left, isCurrent);
  await jobs.end(job, { status: "REFUSED", reason: `${error.code}: ${error.message}` });
}
