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

/** The records of a batch that are in none of the ranges, in runs that no range interrupts. */
export function runsOutside<R extends { readonly sequenceNumber: string }>(
  records: readonly R[],
  ranges: readonly StoredRange[],
): readonly (readonly R[])[] {
  const runs: R[][] = [];
  let isOpen = false;
  for (const record of records) {
    const isStored = ranges.some((range) => holds(range, record.sequenceNumber));
    if (!isStored && isOpen) runs.at(-1)?.push(record);
    else if (!isStored) runs.push([record]);
    isOpen = !isStored;
  }
  return runs;
}
