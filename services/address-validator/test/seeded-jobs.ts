import { jobStore } from "../src/adapters/job-store.ts";
import type { Job, Plan } from "../src/domain/job.ts";
import { nameOf, runOf } from "../src/domain/names.ts";
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
export function seededJobs({ dynamo, outputs }: Service) {
  const table = outputs["JobsTable"] ?? "";
  const store = jobStore(dynamo, { table, now: () => new Date() });
  const register = async (key: string): Promise<Job> => {
    const source = { bucket: outputs["InputBucket"] ?? "", key, sequencer: "01" };
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
    async failed(key: string, reason: string): Promise<void> {
      await store.fail(await register(key), reason);
    },
  };
}
