/** How much one shard takes or gives. */
export interface Rate {
  /** Per second. */
  readonly records: number;
  /** Bytes per second. */
  readonly bytes: number;
}

/** What a shard takes in one second. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const WRITE_RATE: Rate = { records: 1000, bytes: 1024 * 1024 };

interface Bucket {
  records: number;
  bytes: number;
  /** Milliseconds since the Unix epoch. */
  filledAt: number;
}

/** What each shard may still do in this second. Kept in memory: a restart grants a new second. */
export interface RateLimits {
  /**
   * Takes one record of `bytes`, or answers false when the shard has no room for it. A record that is
   * larger than a whole second's worth needs a full second, and is paid for by those after it.
   */
  take(key: string, bytes: number, nowMs: number): boolean;
}

const MAX_BUCKETS = 10_000; // more shards than that have been idle, mostly, and idle ones are full

/** Makes limits that nothing has used yet. */
export function createRateLimits(rate: Rate): RateLimits {
  const buckets = new Map<string, Bucket>();

  const filled = (key: string, nowMs: number): Bucket => {
    const bucket = buckets.get(key) ?? { ...rate, filledAt: nowMs };
    const seconds = Math.max(nowMs - bucket.filledAt, 0) / 1000;
    bucket.records = Math.min(bucket.records + seconds * rate.records, rate.records);
    bucket.bytes = Math.min(bucket.bytes + seconds * rate.bytes, rate.bytes);
    bucket.filledAt = nowMs;
    if (buckets.size >= MAX_BUCKETS) buckets.clear();
    buckets.set(key, bucket);
    return bucket;
  };

  return {
    take(key, bytes, nowMs) {
      const bucket = filled(key, nowMs);
      if (bucket.records < 1 || bucket.bytes < Math.min(bytes, rate.bytes)) return false;
      bucket.records -= 1;
      bucket.bytes -= bytes;
      return true;
    },
  };
}
