/** One version of one object of the input bucket. */
export interface SourceVersion {
  readonly bucket: string;
  readonly key: string;
  /** Orders the versions of a key. */
  readonly sequencer: string;
  readonly versionId?: string;
}

/** What a file's columns say, and so how its rows are looked up. */
export const MODES = ["address", "street", "city", "position"] as const;
export type Mode = (typeof MODES)[number];

export const JOB_STATUSES = [
  "SCATTERING", // being read; nothing is asked yet
  "RUNNING", // its shards are being looked up
  "COMPLETED", // the result is there
  "INCOMPLETE", // the result is there; the rows of some shards have the status ERROR
  "REFUSED", // for what it is; nothing was asked
  "FAILED", // for good, by a fault of the service
  "SUPERSEDED", // by a newer version of the same key
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** What a file will cost at most, said before the first search. Remembered addresses make it less. */
export interface Estimate {
  readonly searches: number;
  readonly costDollars: number;
  readonly seconds: number;
}

/** What was found in a file before anything was asked. */
export interface Plan {
  readonly mode: Mode;
  /** Columns of the file. */
  readonly columns: number;
  /** Rows behind the header, blank lines among them. */
  readonly rows: number;
  readonly blankRows: number;
  /** Cells of the user's that a spreadsheet would run as a formula. */
  readonly formulaCells: number;
  /** Different addresses or positions. */
  readonly queries: number;
  readonly shards: number;
  readonly shardSize: number;
  readonly estimate: Estimate;
}

/** Rows by what became of them. */
export interface RowCounts {
  readonly ok: number;
  readonly noMatch: number;
  readonly empty: number;
  readonly invalid: number;
  readonly error: number;
}

/** Keys in the destination bucket. */
export interface ResultFiles {
  readonly result: string;
  readonly report: string;
  /** A row for each that has no position; missing when there is none. */
  readonly errors?: string;
  /** The result with formulas of the user's made harmless; missing when there are none. */
  readonly spreadsheet?: string;
}

/** A version of a file and how far it is. */
export interface Job {
  /** Of the object key; see `nameOf`. */
  readonly name: string;
  /** Of this version of it. */
  readonly run: string;
  readonly source: SourceVersion;
  readonly status: JobStatus;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly plan?: Plan;
  /** Every shard has its message. */
  readonly isSent: boolean;
  readonly doneShards: ReadonlySet<number>;
  readonly failedShards: ReadonlySet<number>;
  /** Shards that were done when the result was put together; none before. */
  readonly gatheredShards?: number;
  /** Searches that were sent, tries included. */
  readonly searchesSent: number;
  /** Addresses that were known already. */
  readonly remembered: number;
  /** Of COMPLETED and INCOMPLETE. */
  readonly counts?: RowCounts;
  readonly files?: ResultFiles;
  /** Of REFUSED and FAILED: a code, and what it means. */
  readonly reason?: string;
  /** ISO 8601. */
  readonly finishedAt?: string;
}
