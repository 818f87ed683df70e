import { InvalidError, UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Timing } from "../src/app/pacer.ts";
import type { Geocoder, Limiter } from "../src/app/ports.ts";
import type { Query } from "../src/domain/query.ts";
import { answerOf } from "./in-memory-world.ts";

/** The same share of the quota that the table hands out. */
const SHARE = 0.985;

/** A limiter in memory that is as far away as a table. */
export function simulatedLimiter(
  time: Timing,
  { requestsPerSecond, roundTripMs = 8 }: { requestsPerSecond: number; roundTripMs?: number },
) {
  const everyMs = 1000 / (requestsPerSecond * SHARE);
  let nextMs = 0;
  /** As a function sees it whose clock is another one. */
  const asSeenBy = (timing: Timing): Limiter => ({
    async reserve(_operation, count) {
      const soonestMs = timing.now() + 30;
      await time.sleep(roundTripMs / 2);
      const startMs = Math.max(nextMs, soonestMs);
      nextMs = startMs + count * everyMs;
      await time.sleep(roundTripMs / 2);
      return { startMs, everyMs };
    },
    async pause(_operation, milliseconds) {
      nextMs = Math.max(nextMs, timing.now() + milliseconds);
    },
  });
  return { asSeenBy };
}

/** A provider with a quota, which notes when every search arrived. */
export interface SimulatedPlaces extends Geocoder {
  readonly arrivalsMs: readonly number[];
  /** The most searches that came within any second. */
  busiestSecond(): number;
}

/** Searches take between `latencyMs` and twice that; of it, up to `jitterMs` on the way there. */
export function simulatedPlaces(
  time: Timing,
  options: {
    readonly latencyMs?: number;
    readonly jitterMs?: number;
    readonly random?: () => number;
    /** What a search ends with, if not with an answer. */
    readonly fault?: (query: Query, nowMs: number) => "throttled" | "down" | "refused" | undefined;
  } = {},
): SimulatedPlaces {
  const { latencyMs = 100, jitterMs = 0, random = Math.random, fault } = options;
  const arrivalsMs: number[] = [];
  return {
    arrivalsMs,
    busiestSecond: () => busiest(arrivalsMs.toSorted((a, b) => a - b)),
    async search(query) {
      await time.sleep(random() * jitterMs);
      arrivalsMs.push(time.now());
      const kind = fault?.(query, time.now());
      await time.sleep(latencyMs * (1 + random()));
      if (kind === "throttled") throw new UnavailableError("Throttled", "too many");
      if (kind === "down") throw new UnavailableError("GeocoderUnavailable", "down");
      if (kind === "refused") throw new InvalidError("QueryRefused", "no query");
      return answerOf(query);
    },
  };
}

function busiest(sorted: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [at, ms] of sorted.entries()) {
    while (ms - (sorted[from] ?? 0) >= 1000) from += 1;
    most = Math.max(most, at - from + 1);
  }
  return most;
}
