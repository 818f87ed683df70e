import type { Estimate } from "./job.ts";

/** What a search costs, and how many a second there may be. */
export interface Tariff {
  readonly pricePerThousandDollars: number;
  readonly requestsPerSecond: number;
}

/** What so many searches cost, and how long they take when nothing else is asked: an upper limit for a file. */
export function estimateOf(searches: number, tariff: Tariff): Estimate {
  const { pricePerThousandDollars, requestsPerSecond } = tariff;
  return {
    searches,
    costDollars: Math.round(searches * pricePerThousandDollars) / 1000,
    seconds: Math.ceil(searches / requestsPerSecond),
  };
}
