import type { Collection } from "../../../store/collection.ts";
import type { Position } from "./shard-source.ts";

/** How far a mapping has come in one shard, as it is stored. */
export interface Checkpoint {
  /** The last sequence number up to which everything is done. */
  readonly after?: string;
  /** Where it began, in milliseconds since the Unix epoch, as long as nothing is done. */
  readonly fromMs?: number;
  /** With several batches at once: the last number that each lane has done. */
  readonly lanes?: readonly (string | null)[];
  /** The shard has been read to its end. */
  readonly ended?: true;
}

/** `uuid/shardId` to how far the function has come. */
export type Checkpoints = Collection<Checkpoint>;

/** How far one shard has come while it is polled. */
export interface Progress {
  readonly start: Position;
  /** Whether the lane has done this record in an earlier life. */
  isDone(lane: number, sequenceNumber: string): boolean;
  /** A lane has come so far. */
  advance(lane: number, sequenceNumber: string): void;
}

/** Whether `a` lies before `b` in its shard; decimal numbers, far quicker than as `BigInt`. */
function precedes(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}

/** Where a shard begins for which nothing is stored, and what to do with news of it. */
export interface ProgressParts {
  readonly stored: Checkpoint | undefined;
  readonly begin: Position;
  readonly lanes: number;
  readonly save: (checkpoint: Checkpoint) => void;
}

/**
 * Follows the lanes of a shard. A lane stands where its last record was done; what is stored is the
 * lowest of them, from which reading begins again, and each lane's own, so that none is given twice
 * what it has done.
 */
export function openProgress({ stored, begin, lanes, save }: ProgressParts): Progress {
  const same = stored?.lanes?.length === lanes ? stored.lanes : undefined;
  const done: (string | null)[] = Array.from(
    { length: lanes },
    (_, lane) => same?.[lane] ?? stored?.after ?? null,
  );
  const lowest = (): string | undefined => {
    let low: string | undefined;
    for (const at of done) {
      if (at === null) return stored?.after;
      if (low === undefined || precedes(at, low)) low = at;
    }
    return low;
  };
  return {
    start: startOf(stored, begin),
    isDone(lane, sequenceNumber) {
      const at = done[lane] ?? null;
      return at !== null && !precedes(at, sequenceNumber);
    },
    advance(lane, sequenceNumber) {
      const at = done[lane] ?? null;
      if (at !== null && !precedes(at, sequenceNumber)) return;
      done[lane] = sequenceNumber;
      const after = lowest();
      save({
        ...(after === undefined ? since(stored) : { after }),
        ...(lanes > 1 && { lanes: [...done] }),
      });
    },
  };
}

function since(stored: Checkpoint | undefined): Checkpoint {
  return stored?.fromMs === undefined ? {} : { fromMs: stored.fromMs };
}

function startOf(stored: Checkpoint | undefined, begin: Position): Position {
  if (stored?.after !== undefined) return { after: stored.after };
  return stored?.fromMs === undefined ? begin : { fromMs: stored.fromMs };
}
