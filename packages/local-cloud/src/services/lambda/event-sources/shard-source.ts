/** A record on its way from a shard to a function. */
export interface SourceRecord {
  /** A decimal number; it grows along a shard. */
  readonly sequenceNumber: string;
  /** Milliseconds since the Unix epoch. */
  readonly arrivedAt: number;
  /** Records with the same key stay in their order. */
  readonly key: string;
  /** What the function gets, as JSON. */
  readonly json: string;
  /** What filter criteria see. */
  readonly filtered: () => Readonly<Record<string, unknown>>;
}

/** Some records of a shard; without `next` the shard has ended. */
export interface Page {
  readonly records: readonly SourceRecord[];
  readonly next: string | undefined;
}

/** Where reading begins: at the oldest record, after a record, or with those of a time on. */
export type Position =
  | { readonly at: "TRIM_HORIZON" }
  | { readonly after: string }
  | { readonly fromMs: number };

/** A shard of a stream. */
export interface SourceShard {
  readonly shardId: string;
  /** What it was made from; it is read after them. */
  readonly parents: readonly string[];
}

/** A stream of shards that a mapping reads in its function's role. */
export interface ShardSource {
  /** What the metadata of given up batches is called. */
  readonly batchInfo: "DDBStreamBatchInfo" | "KinesisBatchInfo";
  /** @throws {AwsError} What the service answers. */
  shards(): Promise<readonly SourceShard[]>;
  /** @throws {AwsError} What the service answers. */
  iterator(shardId: string, position: Position): Promise<string | undefined>;
  /** @throws {AwsError} What the service answers. */
  read(shardId: string, iterator: string, limit: number): Promise<Page>;
  /** Calls back after records have become readable; returns how to stop it. */
  onRecords(listener: () => void): () => void;
}
