import { NotFoundError } from "@blueprints/lambda-kit/errors";
import type { OutgoingEvent } from "@blueprints/lambda-kit/events";
import type { GatherDeps } from "../src/app/gather.ts";
import type { ProcessDeps } from "../src/app/process-shard.ts";
import type { ScatterDeps } from "../src/app/take-apart.ts";
import type { Timing } from "../src/app/pacer.ts";
import type { Geocoder, Limiter, ObjectWriter, ShardId } from "../src/app/ports.ts";
import type { SourceVersion } from "../src/domain/job.ts";
import type { Answer, Query } from "../src/domain/query.ts";
import { inMemoryJobs } from "./in-memory-jobs.ts";

/** Whatever a queue of the service holds. */
export type Message =
  | { readonly kind: "file"; readonly source: SourceVersion }
  | ({ readonly kind: "shard" } & ShardId)
  | { readonly kind: "gather"; readonly name: string; readonly run: string };

/** The service's surroundings in memory, for its use cases. */
export interface World {
  readonly scatter: ScatterDeps;
  readonly process: ProcessDeps;
  readonly gather: GatherDeps;
  /** What was sent and is not handled. */
  readonly messages: Message[];
  /** Objects of the destination bucket. */
  readonly results: Map<string, Buffer>;
  readonly events: OutgoingEvent[];
  /** Every search that was sent. */
  readonly searches: Query[];
  /** Puts a file into the input bucket; its message waits. */
  upload(key: string, text: string | Buffer): SourceVersion;
}

/** What a test may choose. */
export interface WorldOptions {
  readonly geocoder?: Geocoder;
  readonly limiter?: Limiter;
  readonly timing?: Timing;
  readonly shardSize?: number;
  readonly maxRows?: number;
  readonly mayShare?: boolean;
}

/** Finds every text and position; a text with `nowhere` in it is not found. */
const knowsAll: Geocoder = {
  search: async (query) => answerOf(query),
};

/** What {@link knowsAll} answers. */
export function answerOf(query: Query): Answer {
  if (query.kind === "position") {
    const { longitude, latitude } = query;
    return { kind: "found", place: { longitude, latitude, label: `near ${latitude}` } };
  }
  if (query.text.includes("nowhere")) return { kind: "none" };
  const place = { longitude: -query.text.length, latitude: 1.5, label: `the ${query.text}` };
  return { kind: "found", place: { ...place, municipality: "Hartford", relevance: 1 } };
}

/** Every moment is free. */
const noLimit: Limiter = {
  reserve: async () => ({ startMs: Date.now(), everyMs: 0 }),
  pause: async () => undefined,
};

function idOf({ run, shard }: ShardId): string {
  return `${run}/${shard}`;
}

/** A world of its own for a test. */
export function inMemoryWorld(options: WorldOptions = {}): World {
  const { geocoder = knowsAll, limiter = noLimit, shardSize = 3, maxRows = 10_000 } = options;
  const timing = options.timing ?? { now: () => Date.now(), sleep: async () => undefined };
  const jobs = inMemoryJobs();
  const inputs = new Map<string, Buffer>();
  const work = new Map<string, Buffer>();
  const answers = new Map<string, Answer>();
  const leases = new Map<string, string>();
  const messages: Message[] = [];
  const results = new Map<string, Buffer>();
  const events: OutgoingEvent[] = [];
  const searches: Query[] = [];
  let uploads = 0;

  const get = (key: string): Buffer => {
    const bytes = work.get(key);
    if (bytes === undefined) throw new NotFoundError("NoSuchKey", key);
    return bytes;
  };
  const queues = {
    sendShards: async (ids: readonly ShardId[]) => {
      messages.push(...ids.map((id) => ({ kind: "shard" as const, ...id })));
    },
    sendGather: async ({ name, run }: { name: string; run: string }) => {
      messages.push({ kind: "gather", name, run });
    },
  };
  const workStore: ScatterDeps["work"] = {
    putQueries: async (id, queries) => {
      work.set(`queries/${idOf(id)}`, Buffer.from(JSON.stringify(queries)));
    },
    queries: async (id) => JSON.parse(get(`queries/${idOf(id)}`).toString()) as Query[],
    putRows: async (run, rows) => {
      work.set(`rows/${run}`, Buffer.from(rows));
    },
    rows: async (run) => get(`rows/${run}`),
    putResults: async (id, lines) => {
      work.set(`results/${idOf(id)}`, Buffer.from(lines));
    },
    results: async (id) => get(`results/${idOf(id)}`),
  };
  const destination: ScatterDeps["destination"] = {
    open: (key) => writer((bytes) => results.set(key, bytes)),
    remove: async (keys, isCurrent) => {
      for (const key of keys) if (await isCurrent()) results.delete(key);
    },
  };
  const inputBucket: ScatterDeps["inputs"] = {
    async read({ key, versionId }) {
      const bytes = inputs.get(`${key}/${versionId}`);
      if (bytes === undefined) throw new NotFoundError("SourceGone", key);
      return inChunks(bytes);
    },
  };
  const settings = { maxRows, shardSize, pricePerThousandDollars: 4, requestsPerSecond: 50 };
  return {
    scatter: { jobs, inputs: inputBucket, work: workStore, destination, queues, settings },
    process: {
      jobs,
      work: workStore,
      queues,
      limiter,
      timing,
      random: () => 0.5,
      geocoder: {
        search: async (query) => {
          searches.push(query);
          return geocoder.search(query);
        },
      },
      leases: {
        take: async (id) => {
          if (leases.has(idOf(id))) return undefined;
          leases.set(idOf(id), "me");
          return "me";
        },
        free: async (id) => {
          leases.delete(idOf(id));
        },
      },
      answers: {
        find: async (digests) =>
          new Map(
            digests.flatMap((digest) => {
              const answer = answers.get(digest);
              return answer === undefined ? [] : [[digest, answer] as const];
            }),
          ),
        keep: async (kept) => {
          for (const [digest, { answer }] of kept) answers.set(digest, answer);
        },
      },
      memory: {
        dataSource: "Esri",
        mayShare: options.mayShare ?? true,
        sharedSeconds: 100,
        ownSeconds: 100,
      },
    },
    gather: {
      jobs,
      work: workStore,
      inputs: inputBucket,
      destination,
      spools: { open: async () => memorySpool() },
      publisher: { publish: async (all) => void events.push(...all) },
    },
    messages,
    results,
    events,
    searches,
    upload(key, text) {
      uploads += 1;
      const versionId = `v${uploads}`;
      const sequencer = uploads.toString(16).padStart(16, "0");
      inputs.set(`${key}/${versionId}`, Buffer.from(text));
      const source = { bucket: "input", key, sequencer, versionId };
      messages.push({ kind: "file", source });
      return source;
    },
  };
}

function writer(put: (bytes: Buffer) => void): ObjectWriter {
  const parts: Uint8Array[] = [];
  return {
    write: async (bytes) => void parts.push(Uint8Array.from(bytes)),
    finish: async (isCurrent) => {
      if (!(await isCurrent())) return false;
      put(Buffer.concat(parts));
      return true;
    },
    abort: async () => undefined,
  };
}

function memorySpool() {
  let all = Buffer.alloc(0);
  return {
    append: (bytes: Uint8Array) => void (all = Buffer.concat([all, bytes])),
    read: (start: number, length: number) => Buffer.from(all.subarray(start, start + length)),
    close: async () => undefined,
  };
}

/** Chunks of a few bytes, so that every record lies across some. */
async function* inChunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}
