/** Whether a shard gives records to one more reader. */
export interface ReadLimits {
  /**
   * Counts one read. Readers inside the cloud, the event source mappings, are never refused: all of
   * them together take one of the reads of each second, as Lambda's pollers do.
   */
  take(key: string, reader: { nowMs: number; inside: boolean }): boolean;
  /** Counts what a read gave. */
  gave(key: string, bytes: number, nowMs: number): void;
}

const READS_PER_SECOND = 5; // for each shard, over all its readers
const BYTES_PER_SECOND = 2 * 1024 * 1024;
const SECOND_MS = 1000;
const MAX_SHARDS = 10_000; // idle ones have nothing to remember

interface Usage {
  /** When the reads of the last second were, in order. */
  readonly reads: number[];
  insideAt: number;
  /** Until when what has been read is more than the shard gives. */
  busyUntil: number;
}

/** Makes limits that nothing has used yet. Kept in memory: a restart grants a new second. */
export function createReadLimits(): ReadLimits {
  const usages = new Map<string, Usage>();
  const usageOf = (key: string): Usage => {
    const known = usages.get(key);
    if (known !== undefined) return known;
    if (usages.size >= MAX_SHARDS) usages.clear();
    const fresh = { reads: [], insideAt: Number.NEGATIVE_INFINITY, busyUntil: 0 };
    usages.set(key, fresh);
    return fresh;
  };

  return {
    take(key, { nowMs, inside }) {
      const usage = usageOf(key);
      const { reads } = usage;
      while (reads[0] !== undefined && reads[0] <= nowMs - SECOND_MS) reads.shift();
      if (inside) {
        if (usage.insideAt > nowMs - SECOND_MS) return true;
        usage.insideAt = nowMs;
      } else if (reads.length >= READS_PER_SECOND || usage.busyUntil > nowMs) return false;
      reads.push(nowMs);
      return true;
    },
    gave(key, bytes, nowMs) {
      const usage = usageOf(key);
      // A large read is followed by seconds without any: 10 MiB by five of them.
      const seconds = Math.floor(bytes / BYTES_PER_SECOND);
      usage.busyUntil = Math.max(usage.busyUntil, nowMs + seconds * SECOND_MS);
    },
  };
}
