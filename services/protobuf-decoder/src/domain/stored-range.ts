import { compareSequences } from "./sequence-number.ts";

/** A run of a shard, both ends included. */
export interface StoredRange {
  readonly first: string;
  readonly last: string;
}

function holds({ first, last }: StoredRange, sequenceNumber: string): boolean {
  return (
    compareSequences(first, sequenceNumber) <= 0 && compareSequences(sequenceNumber, last) <= 0
  );
}

/** What is known of a stretch of a shard. */
export interface ShardProgress {
  readonly stored: readonly StoredRange[];
  /** First records of runs of which the storing was begun; whether it came to its end, `stored` says. */
  readonly begun: readonly string[];
}

/**
 * The records of a batch that are not stored yet, in runs. A run ends before a stored record, and before one
 * with which the storing of a run was begun: what an attempt has written before it failed bears the names
 * that follow from its own first record, and is written over only by a run that begins there again.
 */
export function runsToStore<R extends { readonly sequenceNumber: string }>(
  records: readonly R[],
  { stored, begun }: ShardProgress,
): readonly (readonly R[])[] {
  const runs: R[][] = [];
  const starts = new Set(begun);
  let isOpen = false;
  for (const record of records) {
    const isStored = stored.some((range) => holds(range, record.sequenceNumber));
    if (!isStored && isOpen && !starts.has(record.sequenceNumber)) runs.at(-1)?.push(record);
    else if (!isStored) runs.push([record]);
    isOpen = !isStored;
  }
  return runs;
}
