import type { ShardProgress, StoredRange } from "../domain/stored-range.ts";

/** A shard of a stream: sequence numbers mean something only within one. */
export interface Shard {
  readonly streamArn: string;
  readonly shardId: string;
}

/** An object that is written in one piece. */
export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** Where messages and quarantined records go. */
export interface Destination {
  /**
   * Writes an object, in place of what has its key. One that was given up and still lands later does not take
   * the place of what another try has written since.
   *
   * @throws {UnavailableError} `DestinationUnavailable`: throttled, down or too slow; or `signal` aborted; or
   *   another write of the key came between.
   */
  put(object: StoredObject, signal: AbortSignal): Promise<void>;
}

/** What of each shard has been stored. */
export interface Progress {
  /**
   * What is known of the records between two, both ends included.
   *
   * @throws {UnavailableError} `ProgressUnavailable`: throttled, down or too slow; or `signal` aborted.
   */
  between(shard: Shard, ends: StoredRange, signal: AbortSignal): Promise<ShardProgress>;
  /**
   * Notes that the storing of a run begins, before anything of it is written; safe to repeat.
   *
   * @throws {UnavailableError} `ProgressUnavailable`: as above.
   */
  begin(shard: Shard, first: string, signal: AbortSignal): Promise<void>;
  /**
   * Notes that every record of a run has been stored; safe to repeat.
   *
   * @throws {UnavailableError} `ProgressUnavailable`: as above.
   */
  add(shard: Shard, range: StoredRange, signal: AbortSignal): Promise<void>;
}
