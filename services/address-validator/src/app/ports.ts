import type { OutgoingEvent } from "@blueprints/lambda-kit/events";
import type { Job, JobStatus, Plan, ResultFiles, RowCounts, SourceVersion } from "../domain/job.ts";
import type { Preview } from "../domain/preview.ts";
import type { Answer, Query } from "../domain/query.ts";

/** What is known of each file. */
export interface Jobs {
  /** The newest version of a name. */
  current(name: string): Promise<Job | undefined>;
  get(name: string, run: string): Promise<Job | undefined>;
}

/** Which shard of which run. */
export interface ShardId {
  readonly name: string;
  readonly run: string;
  readonly shard: number;
}

/** How many shards of a run are settled. */
export interface Progress {
  readonly isSettled: boolean;
  readonly status: JobStatus;
}

/** How a run ended. */
export interface Ending {
  readonly status: "COMPLETED" | "INCOMPLETE" | "REFUSED";
  readonly counts?: RowCounts;
  readonly files?: ResultFiles;
  readonly reason?: string;
}

/** What the pipeline writes about files. Every change may be made twice. */
export interface JobStore extends Jobs {
  /**
   * Makes this the newest version of its name, unless a newer one is known; then the answer is undefined. A version
   * that it replaces and that is still under way becomes SUPERSEDED.
   */
  register(source: SourceVersion, ids: { name: string; run: string }): Promise<Job | undefined>;
  /** From SCATTERING to RUNNING; nothing when it is past that. */
  plan(job: Job, plan: Plan): Promise<void>;
  /** Notes a shard as done, also one that had failed, and what it took. */
  shardDone(id: ShardId, spent: Spent): Promise<Progress>;
  /** Notes a shard as failed, unless it is done. */
  shardFailed(id: ShardId): Promise<Progress>;
  progress(id: { name: string; run: string }): Promise<Progress>;
  /** Notes what a delivery took that did not end its shard. */
  spend(id: ShardId, spent: Spent): Promise<void>;
  /** Notes that every shard of a job has its message. */
  sent(job: Job): Promise<void>;
  end(job: Job, ending: Ending): Promise<void>;
  /** Makes it FAILED, unless it is over. */
  fail(of: { name: string; run: string }, reason: string): Promise<void>;
}

/** Keeps a shard for one delivery, so that nothing is asked twice at the same time. */
export interface Leases {
  /** Who holds the shard now, until it is freed or the time is over; undefined when somebody else does. */
  take(id: ShardId, untilMs: number): Promise<string | undefined>;
  free(id: ShardId, holder: string): Promise<void>;
}

/** What looking up a shard took. */
export interface Spent {
  readonly searchesSent: number;
  readonly remembered: number;
}

/** The files that come in. */
export interface Inputs {
  /**
   * The bytes of a version.
   *
   * @throws {NotFoundError} `SourceGone`.
   * @throws {UnavailableError} `InputUnavailable`.
   */
  read(source: SourceVersion): Promise<AsyncIterable<Uint8Array>>;
}

/** What is kept between the steps of a run. */
export interface Work {
  putQueries(id: ShardId, queries: readonly Query[]): Promise<void>;
  queries(id: ShardId): Promise<readonly Query[]>;
  /** Which query each row has: see `domain/row-index.ts`. */
  putRows(run: string, rows: Uint8Array): Promise<void>;
  rows(run: string): Promise<Uint8Array>;
  /** A line for each query of the shard, in its order. */
  putResults(id: ShardId, lines: string): Promise<void>;
  results(id: ShardId): Promise<Uint8Array>;
}

/** Writes one object, in parts; nothing of it is seen before it is finished. */
export interface ObjectWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** False when `isCurrent` says no: then nothing is written. */
  finish(isCurrent: () => Promise<boolean>): Promise<boolean>;
  /** Gives up what was written so far; after `finish` it does nothing. */
  abort(): Promise<void>;
}

/** The results. */
export interface Destination {
  open(key: string, contentType: string): ObjectWriter;
  /** Removes what is there as long as `isCurrent` says so. */
  remove(keys: readonly string[], isCurrent: () => Promise<boolean>): Promise<void>;
}

/** Bytes on disk, for as long as a function runs. */
export interface Spool {
  append(bytes: Uint8Array): void;
  /** So many bytes, or fewer at the end. */
  read(start: number, length: number): Buffer;
  close(): Promise<void>;
}

/** Disk space. */
export interface Spools {
  open(): Promise<Spool>;
}

/** Answers that were given before. */
export interface Answers {
  /** By digest; what is missing is not known, or not any more. */
  find(digests: readonly string[]): Promise<ReadonlyMap<string, Answer>>;
  /** Each for so many seconds. */
  keep(answers: ReadonlyMap<string, { answer: Answer; seconds: number }>): Promise<void>;
}

/** Looks up addresses and positions. */
export interface Geocoder {
  /**
   * One try. Its time is the caller's to choose: see {@link Limiter}.
   *
   * @throws {UnavailableError} `Throttled`; `GeocoderUnavailable`: what another try may mend.
   * @throws {InvalidError} `QueryRefused`: this query is not one for the service.
   */
  search(query: Query): Promise<Answer>;
}

/** Says when searches may be sent, to everybody who asks. */
export interface Limiter {
  /**
   * Takes `count` moments out of the account's rate, one after the other and nobody else's.
   *
   * @returns The first, and the time between two: milliseconds since the Unix epoch, and milliseconds.
   */
  reserve(operation: Query["kind"], count: number): Promise<{ startMs: number; everyMs: number }>;
  /** Nothing is sent for so long, by anyone who has not reserved yet: the provider has had enough. */
  pause(operation: Query["kind"], milliseconds: number): Promise<void>;
}

/** Work for later. */
export interface Queues {
  sendShards(ids: readonly ShardId[]): Promise<void>;
  sendGather(id: { name: string; run: string }): Promise<void>;
}

/** Tells the world. */
export interface Publisher {
  publish(events: readonly OutgoingEvent[]): Promise<void>;
}

/** What waits for a person. */
export interface DeadLetters {
  put(body: string): Promise<void>;
}

/** A page of the list of jobs. */
export interface JobsPage {
  readonly jobs: readonly Job[];
  /** Where the next page begins; undefined when this is the last. */
  readonly end: string | undefined;
}

/** What the API reads of files. */
export interface JobList {
  /** The newest version of a name. */
  current(name: string): Promise<Job | undefined>;
  /** Newest versions of names, latest first. */
  page(wish: { readonly limit: number; readonly after: string | undefined }): Promise<JobsPage>;
}

/** A permission to read one object. */
export interface ReadPermit {
  readonly url: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** What the API reads of results. */
export interface ResultDesk {
  /** Permits a download under the name that the key ends with. */
  permit(key: string): Promise<ReadPermit>;
  /** Undefined when there is none, or it is of another run. */
  preview(job: Job): Promise<Preview | undefined>;
}
