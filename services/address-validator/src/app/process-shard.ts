import { UnavailableError } from "@blueprints/lambda-kit/errors";
import { digestsOf, type Memory } from "../domain/memory.ts";
import type { Job } from "../domain/job.ts";
import type { Answer, Query } from "../domain/query.ts";
import { resultLine, type Outcome } from "../domain/result-lines.ts";
import { AnswerKeeper } from "./answer-keeper.ts";
import type { Answers, JobStore, Leases, Progress, Queues, ShardId, Work } from "./ports.ts";
import { searchAll, type Searched, type SearchDeps } from "./search-all.ts";

/** What looking up a shard needs. */
export interface ProcessDeps extends SearchDeps {
  readonly jobs: JobStore;
  readonly leases: Leases;
  readonly work: Work;
  readonly answers: Answers;
  readonly queues: Queues;
  readonly memory: Memory;
}

/** One delivery of a shard's message. */
export interface Delivery {
  readonly id: ShardId;
  /** When no further search may be sent: milliseconds since the Unix epoch. */
  readonly untilMs: number;
  /** When the function is over, one way or the other. */
  readonly endsMs: number;
  /** How many times the message was delivered, this one among them. */
  readonly times: number;
}

/** What became of a delivery. */
export interface Processed extends Spent {
  readonly outcome: "done" | "known" | "superseded" | "continued";
}

interface Spent {
  readonly searchesSent: number;
  readonly remembered: number;
  readonly throttled: number;
}

const NOTHING: Spent = { searchesSent: 0, remembered: 0, throttled: 0 };
const PATIENT_TIMES = 4; // deliveries in which nothing at all was answered, until queries are given up

/**
 * Looks up the queries of a shard, writes what came of them, and notes the shard as done; whoever notes the last one
 * has the file gathered. A shard that there is too little time for goes on in a message of its own: what was answered
 * until then is remembered, and not asked again.
 *
 * @throws {UnavailableError} `ShardIsBusy`: another delivery has it; `GeocoderUnavailable`: nothing was answered.
 */
export async function processShard(deps: ProcessDeps, delivery: Delivery): Promise<Processed> {
  const { jobs, leases } = deps;
  const { id } = delivery;
  const job = await jobs.get(id.name, id.run);
  if (job?.plan === undefined || !isUnderWay(job)) return { outcome: "superseded", ...NOTHING };
  if (job.doneShards.has(id.shard)) {
    await gatherWhenSettled(deps, id, await jobs.progress(id));
    return { outcome: "known", ...NOTHING };
  }
  const holder = await leases.take(id, delivery.endsMs);
  if (holder === undefined) {
    throw new UnavailableError("ShardIsBusy", `shard ${id.shard} of ${id.run} is being looked up`);
  }
  try {
    return await lookUp(deps, delivery, job.plan.mode);
  } finally {
    await leases.free(id, holder);
  }
}

function isUnderWay({ status }: Job): boolean {
  return status === "RUNNING" || status === "INCOMPLETE" || status === "FAILED";
}

type ModeOf = NonNullable<Job["plan"]>["mode"];

async function lookUp(deps: ProcessDeps, delivery: Delivery, mode: ModeOf): Promise<Processed> {
  const { work, jobs } = deps;
  const { id } = delivery;
  const queries = await work.queries(id);
  const outcomes = await remembered(deps, id, queries);
  const known = outcomes.size;
  const searched = await search(deps, delivery, { queries, outcomes });
  const spent = {
    searchesSent: searched.sent,
    remembered: known,
    throttled: searched.throttled,
  };
  const gaveUp = isHopeless(searched, delivery);
  if (gaveUp || outcomes.size < queries.length) {
    await jobs.spend(id, { searchesSent: spent.searchesSent, remembered: 0 });
    if (searched.answered === 0) {
      throw new UnavailableError("GeocoderUnavailable", `nothing was answered for ${id.run}`);
    }
    await deps.queues.sendShards([id]);
    return { outcome: "continued", ...spent };
  }
  const lines = queries.map((_, at) => resultLine(mode, outcomes.get(at) ?? { kind: "none" }));
  await work.putResults(id, lines.join(""));
  await gatherWhenSettled(deps, id, await jobs.shardDone(id, spent));
  return { outcome: "done", ...spent };
}

/** Queries that failed although nothing else was answered either: the provider is down, not they are wrong. */
function isHopeless({ answered, failed }: Searched, { times }: Delivery): boolean {
  const isDown = [...failed.values()].includes("GeocoderUnavailable");
  return answered === 0 && isDown && times < PATIENT_TIMES;
}

async function remembered(
  { answers, memory }: ProcessDeps,
  { run }: ShardId,
  queries: readonly Query[],
): Promise<Map<number, Outcome>> {
  const digests = queries.map((query) => digestsOf(query, memory, run));
  const found = await answers.find(digests.flatMap((both) => Object.values(both)));
  const outcomes = new Map<number, Outcome>();
  for (const [at, { shared, own }] of digests.entries()) {
    const answer = (shared === undefined ? undefined : found.get(shared)) ?? found.get(own);
    if (answer !== undefined) outcomes.set(at, answer);
  }
  return outcomes;
}

/** Searches what is not known, and adds what came of it to the outcomes. */
async function search(
  deps: ProcessDeps,
  { id, untilMs }: Delivery,
  { queries, outcomes }: { queries: readonly Query[]; outcomes: Map<number, Outcome> },
): Promise<Searched> {
  const { memory } = deps;
  const keeper = new AnswerKeeper(deps.answers);
  const open = [...queries.entries()].filter(([at]) => !outcomes.has(at));
  const onAnswer = (at: number, answer: Answer): void => {
    outcomes.set(at, answer);
    const query = queries[at];
    if (query === undefined) return;
    const { shared, own } = digestsOf(query, memory, id.run);
    const isShared = answer.kind === "found" && shared !== undefined;
    if (isShared) keeper.keep(shared, answer, memory.sharedSeconds);
    else keeper.keep(own, answer, memory.ownSeconds);
  };
  try {
    const searched = await searchAll(deps, new Map(open), { untilMs, onAnswer });
    if (!searched.isStopped) {
      for (const [at, code] of searched.failed) outcomes.set(at, { kind: "failed", code });
    }
    return searched;
  } finally {
    await keeper.settled();
  }
}

async function gatherWhenSettled(
  { queues }: ProcessDeps,
  { name, run }: ShardId,
  { isSettled, status }: Progress,
): Promise<void> {
  if (isSettled && status !== "COMPLETED") await queues.sendGather({ name, run });
}
