import { AwsError } from "../../errors.ts";

/** Requests a second of an operation, for the whole account. Service Quotas, Amazon Location. */
export const PLACES_REQUESTS_PER_SECOND = 50;

/** Lets so many calls through in any second; a bucket for each operation. */
export interface Quota {
  /** @throws {AwsError} `ThrottlingException`. */
  take(operation: string, nowMs: number): void;
}

/** A token bucket that holds one second's worth. */
export function createQuota(requestsPerSecond: number): Quota {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(operation, nowMs) {
      const { tokens, atMs } = buckets.get(operation) ?? {
        tokens: requestsPerSecond,
        atMs: nowMs,
      };
      const refilled = tokens + (Math.max(0, nowMs - atMs) / 1000) * requestsPerSecond;
      const available = Math.min(requestsPerSecond, refilled);
      if (available < 1) {
        buckets.set(operation, { tokens: available, atMs: nowMs });
        throw new AwsError("ThrottlingException", "Rate exceeded", { status: 429 });
      }
      buckets.set(operation, { tokens: available - 1, atMs: nowMs });
    },
  };
}
