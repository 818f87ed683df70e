import type { JobStore, Progress } from "../src/app/ports.ts";
import type { Job } from "../src/domain/job.ts";
import { orderOf } from "../src/domain/order.ts";

const UNDER_WAY = new Set<Job["status"]>(["SCATTERING", "RUNNING", "FAILED"]);

/** Jobs in a map; every change is one step, as DynamoDB's are. */
export function inMemoryJobs(): JobStore {
  const newest = new Map<string, { order: string; run: string }>();
  const runs = new Map<string, Job>();
  const of = ({ name, run }: { name: string; run: string }): Job | undefined =>
    runs.get(`${name}/${run}`);
  const change = (id: { name: string; run: string }, changes: (job: Job) => Partial<Job>): void => {
    const job = of(id);
    if (job !== undefined) runs.set(`${id.name}/${id.run}`, { ...job, ...changes(job) });
  };
  const progressOf = (id: { name: string; run: string }): Progress => {
    const job = of(id);
    const settled = (job?.doneShards.size ?? 0) + (job?.failedShards.size ?? 0);
    const isSettled = job?.plan !== undefined && settled >= job.plan.shards;
    return { isSettled, status: job?.status ?? "SUPERSEDED" };
  };
  const get = (name: string, run: string): Job | undefined => {
    const job = of({ name, run });
    const isOvertaken = newest.get(name)?.run !== run && job && UNDER_WAY.has(job.status);
    return job && isOvertaken ? { ...job, status: "SUPERSEDED" } : job;
  };
  return {
    current: async (name) => {
      const run = newest.get(name)?.run;
      return run === undefined ? undefined : of({ name, run });
    },
    get: async (name, run) => get(name, run),
    progress: async (id) => progressOf(id),
    async register(source, { name, run }) {
      const order = orderOf(source.sequencer);
      const known = newest.get(name);
      if (known !== undefined && known.run !== run && known.order >= order) return undefined;
      newest.set(name, { order, run });
      if (of({ name, run }) === undefined) {
        runs.set(`${name}/${run}`, {
          name,
          run,
          source,
          status: "SCATTERING",
          createdAt: "2026-01-15T12:00:00.000Z",
          isSent: false,
          doneShards: new Set(),
          failedShards: new Set(),
          searchesSent: 0,
          remembered: 0,
        });
      }
      return get(name, run);
    },
    async plan(job, plan) {
      change(job, ({ status }) =>
        status === "SCATTERING" || status === "FAILED" ? { plan, status: "RUNNING" } : {},
      );
    },
    async sent(job) {
      change(job, () => ({ isSent: true }));
    },
    async shardDone(id, spent) {
      change(id, ({ doneShards, failedShards, searchesSent, remembered }) =>
        doneShards.has(id.shard)
          ? {}
          : {
              doneShards: new Set([...doneShards, id.shard]),
              failedShards: failedShards.difference(new Set([id.shard])),
              searchesSent: searchesSent + spent.searchesSent,
              remembered: remembered + spent.remembered,
            },
      );
      return progressOf(id);
    },
    async shardFailed(id) {
      change(id, ({ doneShards, failedShards }) =>
        doneShards.has(id.shard) ? {} : { failedShards: new Set([...failedShards, id.shard]) },
      );
      return progressOf(id);
    },
    async spend(id, { searchesSent, remembered }) {
      change(id, (job) => ({
        searchesSent: job.searchesSent + searchesSent,
        remembered: job.remembered + remembered,
      }));
    },
    async end(job, ending) {
      change(job, () => ({ ...ending, gatheredShards: job.doneShards.size }));
    },
    async fail(id, reason) {
      change(id, ({ status }) =>
        status === "SCATTERING" || status === "RUNNING" ? { status: "FAILED", reason } : {},
      );
    },
  };
}
