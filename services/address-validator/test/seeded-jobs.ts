import { PutObjectCommand } from "@aws-sdk/client-s3";
import { jobStore } from "../src/adapters/job-store.ts";
import { workBucket } from "../src/adapters/work-bucket.ts";
import type { Job, Plan } from "../src/domain/job.ts";
import { nameOf, runOf } from "../src/domain/names.ts";
import { resultLine } from "../src/domain/result-lines.ts";
import { RowIndexWriter } from "../src/domain/row-index.ts";
import type { Service } from "./deployed.ts";

const PLAN: Plan = {
  mode: "address",
  columns: 3,
  rows: 1800,
  blankRows: 0,
  formulaCells: 0,
  queries: 1750,
  shards: 4,
  shardSize: 500,
  estimate: { searches: 1750, costDollars: 7, seconds: 35 },
};

/** Jobs whose steps a test takes itself: nothing of theirs is in a queue. */
export function seededJobs({ dynamo, s3, outputs, send }: Service) {
  const table = outputs["JobsTable"] ?? "";
  const store = jobStore(dynamo, { table, now: () => new Date() });
  const work = workBucket(s3, outputs["WorkBucket"] ?? "");
  const bucket = outputs["InputBucket"] ?? "";
  const register = async (key: string, versionId?: string): Promise<Job> => {
    const version = versionId === undefined ? {} : { versionId };
    const source = { bucket, key, ...version, sequencer: "00" }; // older than any of S3's
    const job = await store.register(source, { name: nameOf(key), run: runOf(source) });
    if (job === undefined) throw new Error(`${key} is not the newest`);
    return job;
  };
  return {
    /** A file of 1,800 rows in four shards, none of them done. */
    async running(key: string): Promise<Job> {
      const job = await register(key);
      await store.plan(job, PLAN);
      return job;
    },
    async shardDone({ name, run }: Job, shard: number): Promise<void> {
      await store.shardDone({ name, run, shard }, { searchesSent: 500, remembered: 0 });
    },
    /** Two positions, of which the second could not be looked up; the result is the service's own work. */
    async incomplete(key: string): Promise<void> {
      const Body = "Latitude,Longitude\n41.76,-72.67\n42.35,-71.06\n";
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body });
      const job = await register(key, (await s3.send(put)).VersionId);
      const { name, run } = job;
      const rows = new RowIndexWriter();
      for (const query of [0, 1]) rows.push(query);
      await work.putRows(run, rows.bytes());
      const place = { longitude: -72.67, latitude: 41.76, label: "Hartford, CT, USA" };
      const line = resultLine("position", { kind: "found", place });
      await work.putResults({ name, run, shard: 0 }, line);
      const size = { rows: 2, columns: 2, queries: 2, shards: 2, shardSize: 1 };
      await store.plan(job, { ...PLAN, ...size, mode: "position" });
      await store.shardDone({ name, run, shard: 0 }, { searchesSent: 1, remembered: 0 });
      await store.shardFailed({ name, run, shard: 1 });
      await send("GatherQueue", { kind: "gather", name, run });
    },
    async failed(key: string, reason: string): Promise<void> {
      await store.fail(await register(key), reason);
    },
  };
}
