import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { jobsTable } from "../src/adapters/jobs-table.ts";
import { nameOf } from "../src/domain/names.ts";
import type { Job } from "../src/domain/job.ts";
import { pageLink } from "./page-link.ts";
import { stackOutputs } from "./stack-outputs.ts";

/** Where the samples go. */
export interface SampleTarget {
  readonly stage: string;
  readonly print: (line: string) => void;
}

const KEY = "hartford-and-others.csv";
const WAIT_LIMIT_MS = 120_000;
const POLL_MS = 250;
const SHOWN_ROWS = 4;

const UNDER_WAY = new Set<Job["status"]>(["SCATTERING", "RUNNING"]);

/**
 * Has a file of addresses validated by the deployed service, and prints the first rows of its result and where to
 * look. The region, the endpoint and the credentials come from the environment, as for any AWS client.
 *
 * @returns False when there is no complete result in time.
 */
export async function pushSamples({ stage, print }: SampleTarget): Promise<boolean> {
  const { InputBucket, DestinationBucket, JobsTable, ApiUrl } = await stackOutputs(stage);
  const s3 = new S3Client();
  const startedAt = Date.now();
  const Body = await readFile(new URL(KEY, import.meta.url));
  const put = new PutObjectCommand({ Bucket: InputBucket, Key: KEY, Body });
  const { VersionId } = await s3.send(put);
  print(`${KEY} into ${InputBucket}`);
  const job = await ended(JobsTable, VersionId, startedAt);
  const read = async (Key: string) => {
    const { Body: stored } = await s3.send(
      new GetObjectCommand({ Bucket: DestinationBucket, Key }),
    );
    const text = (await stored?.transformToString()) ?? "";
    return { text, url: `s3://${DestinationBucket}/${Key}` };
  };
  if (job?.files === undefined || job.plan === undefined) {
    print(`  ${job?.status ?? "no job"}: ${job?.reason ?? "not in time"}`);
    return false;
  }
  await show(job, { print, read });
  print(`  after     ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  print(`  page      ${await pageLink(ApiUrl, job.name)}`);
  return job.status === "COMPLETED";
}

interface Shower {
  readonly print: (line: string) => void;
  /** An object of the destination bucket, and where it is. */
  readonly read: (key: string) => Promise<{ text: string; url: string }>;
}

async function show({ plan, counts, files, ...job }: Job, { print, read }: Shower): Promise<void> {
  if (plan === undefined || files === undefined) return;
  const { searches, costDollars, seconds } = plan.estimate;
  print(`  rows      ${plan.rows}, ${plan.queries} different addresses`);
  print(`  estimate  at most ${searches} searches, ${costDollars} dollars, ${seconds} s`);
  print(`  searched  ${job.searchesSent}, remembered ${job.remembered}`);
  print(`  statuses  ${JSON.stringify(counts)}`);
  const { text } = await read(files.result);
  for (const line of text.split("\r\n").slice(0, SHOWN_ROWS)) print(`            ${line}`);
  for (const key of [files.result, files.report, files.errors, files.spreadsheet]) {
    if (key !== undefined) print(`            ${(await read(key)).url}`);
  }
}

async function ended(
  table: string,
  versionId: string | undefined,
  startedAt: number,
): Promise<Job | undefined> {
  const jobs = jobsTable(new DynamoDBClient(), table);
  for (;;) {
    const job = await jobs.current(nameOf(KEY));
    const isThisOne = job?.source.versionId === versionId;
    if (isThisOne && job !== undefined && !UNDER_WAY.has(job.status)) return job;
    if (Date.now() - startedAt > WAIT_LIMIT_MS) return job;
    await sleep(POLL_MS);
  }
}
