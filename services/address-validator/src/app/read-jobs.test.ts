import type { Caller, Scope } from "@blueprints/lambda-kit/page-link";
import { describe, expect, test } from "vitest";
import type { Job } from "../domain/job.ts";
import type { JobList, ResultDesk } from "./ports.ts";
import { listJobs, permitErrors, permitResult, readJob, readPoints } from "./read-jobs.ts";

const ANN: Caller = { kind: "principal", name: "ann" };
const FILES = { result: "r/PROCESSED_DATA_homes.csv", report: "r/REPORT_homes.json" };

function aJob(over: Partial<Job> = {}): Job {
  return {
    name: "homes",
    run: "1",
    source: { bucket: "in", key: "homes.csv", sequencer: "01" },
    status: "COMPLETED",
    createdAt: "2026-01-15T12:00:00.000Z",
    isSent: true,
    doneShards: new Set([0]),
    failedShards: new Set(),
    searchesSent: 1,
    remembered: 0,
    files: FILES,
    ...over,
  };
}

/** What the API has when there are these jobs and the caller may see `scope`. */
function aService(jobs: readonly Job[], scope: Scope = { subject: undefined }) {
  const list: JobList = {
    current: async (name) => jobs.find((job) => job.name === name),
    page: async () => ({ jobs, end: undefined }),
  };
  const results: ResultDesk = {
    permit: async (key) => ({ url: key, expiresAt: "" }),
    preview: async () => undefined,
  };
  return { jobs: list, results, links: { admit: async () => scope } };
}

describe("a job", () => {
  test("is read by whoever may see it", async () => {
    const job = aJob();
    expect(await readJob(aService([job]), { id: "homes", caller: ANN })).toBe(job);
  });

  test("is not there for the bearer of a link to another one, whether it is or not", async () => {
    const service = aService([aJob()], { subject: "other" });
    for (const id of ["homes", "none"]) {
      const reading = readJob(service, { id, caller: ANN });
      await expect(reading).rejects.toMatchObject({ code: "JobNotFound", kind: "notFound" });
    }
  });

  test("is all of the list for the bearer of a link to it", async () => {
    const jobs = [aJob(), aJob({ name: "other" })];
    const wish = { caller: ANN, limit: 10, after: undefined };
    const seen = await listJobs(aService(jobs, { subject: "other" }), wish);
    expect(seen.jobs.map(({ name }) => name)).toEqual(["other"]);
    expect((await listJobs(aService(jobs), wish)).jobs).toHaveLength(2);
    expect((await listJobs(aService(jobs, { subject: "gone" }), wish)).jobs).toEqual([]);
  });
});

describe("a result", () => {
  const wish = { id: "homes", caller: ANN };

  test("may be downloaded as it is, or for spreadsheets", async () => {
    const files = { ...FILES, spreadsheet: "r/FOR_SPREADSHEETS_homes.csv" };
    const service = aService([aJob({ files })]);
    expect(await permitResult(service, { ...wish, form: "exact" })).toMatchObject({
      url: files.result,
    });
    expect(await permitResult(service, { ...wish, form: "spreadsheet" })).toMatchObject({
      url: files.spreadsheet,
    });
  });

  test("for spreadsheets is the result itself when it has no formulas", async () => {
    const permit = await permitResult(aService([aJob()]), { ...wish, form: "spreadsheet" });
    expect(permit.url).toBe(FILES.result);
  });

  test.each(["SCATTERING", "RUNNING", "FAILED", "REFUSED", "SUPERSEDED"] as const)(
    "is not an older version's while the newest is %s",
    async (status) => {
      const service = aService([aJob({ status })]);
      const refusal = { code: "NoResult", kind: "conflict" };
      await expect(permitResult(service, { ...wish, form: "exact" })).rejects.toMatchObject(
        refusal,
      );
      await expect(readPoints(service, wish)).rejects.toMatchObject(refusal);
    },
  );

  test("has errors, none, or a report of why the file was refused", async () => {
    const errors = "r/ERRORS_homes.csv";
    const withErrors = aService([aJob({ files: { ...FILES, errors } })]);
    expect(await permitErrors(withErrors, wish)).toMatchObject({ url: errors });
    await expect(permitErrors(aService([aJob()]), wish)).rejects.toMatchObject({
      code: "NoErrors",
    });
    const refused = await permitErrors(aService([aJob({ status: "REFUSED" })]), wish);
    expect(refused.url).toBe("processed_data/homes/REPORT_homes.json");
  });

  test("without a preview says so", async () => {
    const reading = readPoints(aService([aJob()]), wish);
    await expect(reading).rejects.toMatchObject({ code: "NoPreview", kind: "notFound" });
  });
});
