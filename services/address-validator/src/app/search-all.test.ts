import { describe, expect, test } from "vitest";
import { simulatedLimiter, simulatedPlaces } from "../../test/simulated-places.ts";
import { VirtualTime } from "../../test/virtual-time.ts";
import type { Query } from "../domain/query.ts";
import { searchAll, type Searched } from "./search-all.ts";

const QUOTA = 50;
const AN_HOUR_MS = 3_600_000;

function queries(count: number, from = 0): Map<number, Query> {
  return new Map(
    Array.from({ length: count }, (_, at) => [at, { kind: "text", text: `${from + at} Main St` }]),
  );
}

/** So many functions, each with its share of the queries and its own clock. */
async function search(options: {
  readonly functions: number;
  readonly each: number;
  readonly skewMs?: number;
  readonly places?: Parameters<typeof simulatedPlaces>[1];
  readonly untilMs?: number;
}) {
  const { functions, each, skewMs = 0, untilMs = AN_HOUR_MS } = options;
  const time = new VirtualTime();
  const limiter = simulatedLimiter(time, { requestsPerSecond: QUOTA });
  const places = simulatedPlaces(time, options.places);
  const answered = new Set<string>();
  const startMs = time.now();
  const work = Array.from({ length: functions }, async (_, index): Promise<Searched> => {
    const timing = time.skewed(functions === 1 ? 0 : (index / (functions - 1)) * skewMs);
    return searchAll(
      { geocoder: places, limiter: limiter.asSeenBy(timing), timing, random: Math.random },
      queries(each, index * each),
      { untilMs: timing.now() + untilMs, onAnswer: (at) => void answered.add(`${index}/${at}`) },
    );
  });
  const searched = await time.until(Promise.all(work));
  return { searched, places, answered, seconds: (time.now() - startMs) / 1000 };
}

describe("the rate", () => {
  test.each([
    { functions: 1, skewMs: 0, jitterMs: 0 },
    { functions: 5, skewMs: 0, jitterMs: 8 },
    { functions: 12, skewMs: 6, jitterMs: 6 },
  ])(
    "of $functions functions with clocks $skewMs ms apart and $jitterMs ms of jitter is the quota's, and never above it",
    async ({ functions, skewMs, jitterMs }) => {
      const each = Math.floor(3000 / functions);
      const { places, answered, seconds, searched } = await search({
        functions,
        each,
        skewMs,
        places: { jitterMs, latencyMs: 150 },
      });
      expect(answered.size).toBe(functions * each);
      expect(searched.reduce((sum, { sent }) => sum + sent, 0)).toBe(functions * each);
      expect(places.busiestSecond()).toBeLessThanOrEqual(QUOTA);
      expect(seconds).toBeLessThan(((functions * each) / QUOTA) * 1.03);
    },
  );
});

describe("what goes wrong", () => {
  test("is asked until it is answered when the provider throttles everything for a minute", async () => {
    const { places, answered, seconds, searched } = await search({
      functions: 2,
      each: 100,
      places: {
        fault: (_query, nowMs) => (nowMs < Date.UTC(2026, 0, 15, 12, 1) ? "throttled" : undefined),
      },
    });
    expect(answered.size).toBe(200);
    expect(seconds).toBeLessThan(75);
    expect(searched.every(({ failed, isStopped }) => failed.size === 0 && !isStopped)).toBe(true);
    // Everybody pauses: a minute of refusals is not a minute at the full rate.
    expect(places.arrivalsMs.length).toBeLessThan(200 + 1500);
  });

  test("is one address alone when one address always fails, or is refused", async () => {
    const { answered, searched } = await search({
      functions: 1,
      each: 60,
      places: {
        fault: (query) => {
          if (query.kind === "text" && query.text === "7 Main St") return "down";
          return query.kind === "text" && query.text === "9 Main St" ? "refused" : undefined;
        },
      },
    });
    expect(answered.size).toBe(58);
    expect([...(searched[0]?.failed ?? [])].sort(([a], [b]) => a - b)).toEqual([
      [7, "GeocoderUnavailable"],
      [9, "QueryRefused"],
    ]);
    expect(searched[0]?.sent).toBe(58 + 5 + 1);
  });

  test("is not taken for the addresses' fault when nothing is answered any more", async () => {
    const { searched } = await search({ functions: 1, each: 500, places: { fault: () => "down" } });
    expect(searched[0]).toMatchObject({ isStopped: true, answered: 0 });
    expect(searched[0]?.sent).toBeLessThan(120);
  });

  test("is no loss for 1 % of faults", async () => {
    let turn = 0;
    const { answered } = await search({
      functions: 3,
      each: 400,
      places: { fault: () => ((turn += 1) % 100 === 0 ? "down" : undefined) },
    });
    expect(answered.size).toBe(1200);
  });
});

test("stops in time for the last answers, and sends nothing afterwards", async () => {
  const { searched, answered, seconds } = await search({ functions: 1, each: 500, untilMs: 4000 });
  expect(searched[0]).toMatchObject({ isStopped: true, sent: answered.size });
  expect(answered.size).toBeGreaterThan(180);
  expect(seconds).toBeLessThan(4.5);
});

test("throws what is nobody's address's fault", async () => {
  const time = new VirtualTime();
  const timing = time.skewed(0);
  const deps = {
    limiter: simulatedLimiter(time, { requestsPerSecond: QUOTA }).asSeenBy(timing),
    timing,
    random: Math.random,
    geocoder: { search: async () => Promise.reject(new TypeError("a defect")) },
  };
  const work = searchAll(deps, queries(30), { untilMs: Infinity, onAnswer: () => undefined });
  await expect(time.until(work)).rejects.toThrow("a defect");
});
