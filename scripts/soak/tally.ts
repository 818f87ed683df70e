/** Resident memory of one cloud process, in MB; 0 where it cannot be read. */
export interface MemoryUse {
  /** When it was ready. */
  startMb: number;
  peakMb: number;
  endMb: number;
}

/** One cloud process, from its start to its end. */
export interface Life {
  readonly memory: MemoryUse;
  /** Calls by `service:operation`, as last read. */
  counts: Readonly<Record<string, number>>;
}

/** What the cloud did, over all its lives. */
export interface Tally {
  readonly lives: Life[];
  /** Faults that have struck. */
  faults: number;
  /** What the cloud reported as its own errors. */
  readonly defects: string[];
}

/** A tally of nothing. */
export function createTally(): Tally {
  return { lives: [], faults: 0, defects: [] };
}

/** Calls of an operation over all lives. */
export function callsOf({ lives }: Tally, operation: string): number {
  return lives.reduce((sum, { counts }) => sum + (counts[operation] ?? 0), 0);
}
