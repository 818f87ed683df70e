import type { ThrottleSettings } from "@aws-sdk/client-api-gateway";
import type { Clock } from "../../../clock.ts";

/** Lets requests through at a rate, with a burst; forgotten when the cloud stops. */
export interface Throttle {
  /** @returns `false` for a request that is too much. */
  admits(key: string, limits: ThrottleSettings): boolean;
}

const MAX_BUCKETS = 10_000;

/** Makes a throttle of token buckets, on the cloud's clock. */
export function createThrottle(clock: Clock): Throttle {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    admits(key, { rateLimit, burstLimit }) {
      if (rateLimit === undefined && burstLimit === undefined) return true;
      const rate = rateLimit ?? Number.POSITIVE_INFINITY; // tokens per second
      const size = burstLimit ?? rate;
      const now = clock.now();
      const { tokens, at } = buckets.get(key) ?? { tokens: size, at: now };
      const filled = now === at ? tokens : Math.min(size, tokens + ((now - at) / 1000) * rate);
      if (buckets.size >= MAX_BUCKETS) buckets.clear();
      const admitted = filled >= 1;
      buckets.set(key, { tokens: admitted ? filled - 1 : filled, at: now });
      return admitted;
    },
  };
}
