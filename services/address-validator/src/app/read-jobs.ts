import { ConflictError, NotFoundError } from "@blueprints/lambda-kit/errors";
import type { Caller, PageLinkDesk } from "@blueprints/lambda-kit/page-link";
import type { Job } from "../domain/job.ts";
import { checkScope } from "../domain/job-scope.ts";
import { reportKey } from "../domain/names.ts";
import type { Preview } from "../domain/preview.ts";
import type { JobList, JobsPage, ReadPermit, ResultDesk } from "./ports.ts";

interface ReadDeps {
  readonly jobs: JobList;
  readonly links: Pick<PageLinkDesk, "admit">;
}

/** Which job is asked for, and by whom. */
export interface JobRequest {
  readonly id: string;
  readonly caller: Caller;
}

/**
 * Lists the newest version of each file that the caller may see, latest first.
 *
 * @throws {UnauthorizedError} see {@link PageLinkDesk.admit}.
 */
export async function listJobs(
  { jobs, links }: ReadDeps,
  wish: { readonly caller: Caller; readonly limit: number; readonly after: string | undefined },
): Promise<JobsPage> {
  const { subject } = await links.admit(wish.caller);
  if (subject === undefined) return jobs.page({ limit: wish.limit, after: wish.after });
  const job = await jobs.current(subject);
  return { jobs: job === undefined ? [] : [job], end: undefined };
}

/**
 * Reads the newest version of a file's job.
 *
 * @throws {UnauthorizedError} see {@link PageLinkDesk.admit}.
 * @throws {NotFoundError} `JobNotFound`.
 */
export async function readJob({ jobs, links }: ReadDeps, { id, caller }: JobRequest): Promise<Job> {
  checkScope(await links.admit(caller), id);
  const job = await jobs.current(id);
  if (job === undefined) throw new NotFoundError("JobNotFound", "there is no such job");
  return job;
}

type ResultDeps = ReadDeps & { readonly results: ResultDesk };

/** The keys of a job's result: those of this version, never what an older one has left. */
function resultOf({ files, status }: Job) {
  const isThere = status === "COMPLETED" || status === "INCOMPLETE";
  if (isThere && files !== undefined) return files;
  throw new ConflictError("NoResult", `there is no result: the job is ${status}`);
}

/**
 * Permits the download of a result: as the user's cells are, or with formulas in them made harmless.
 *
 * @throws {ConflictError} `NoResult`: not yet, or never; and see {@link readJob}.
 */
export async function permitResult(
  deps: ResultDeps,
  { form, ...request }: JobRequest & { readonly form: "exact" | "spreadsheet" },
): Promise<ReadPermit> {
  const { result, spreadsheet = result } = resultOf(await readJob(deps, request));
  return deps.results.permit(form === "exact" ? result : spreadsheet);
}

/**
 * Permits the download of what says which rows have no position; of a file that was refused, of what says why.
 *
 * @throws {NotFoundError} `NoErrors`: every row has one.
 * @throws {ConflictError} `NoResult`: not yet; and see {@link readJob}.
 */
export async function permitErrors(deps: ResultDeps, request: JobRequest): Promise<ReadPermit> {
  const job = await readJob(deps, request);
  if (job.status === "REFUSED") return deps.results.permit(reportKey(job.name));
  const { errors } = resultOf(job);
  if (errors === undefined) throw new NotFoundError("NoErrors", "no row has an error");
  return deps.results.permit(errors);
}

/** What is shown of which job. */
export interface Shown {
  readonly job: Job;
  readonly preview: Preview;
}

/**
 * Reads some points of a result and its first rows.
 *
 * @throws {NotFoundError} `NoPreview`; {@link ConflictError} `NoResult`: not yet; and see {@link readJob}.
 */
export async function readPoints(deps: ResultDeps, request: JobRequest): Promise<Shown> {
  const job = await readJob(deps, request);
  resultOf(job);
  const preview = await deps.results.preview(job);
  if (preview === undefined) throw new NotFoundError("NoPreview", "the result has no preview");
  return { job, preview };
}
