import { startHandler } from "../handler-process.ts";
import type { Comparison } from "../report.ts";
import { interleave } from "../rounds.ts";
import type { BuiltVariant } from "./variant.ts";

const WARM_UP_ROUNDS = 3; // after some thousand calls the optimizing compiler has had its say

/** What to invoke with, and how often. */
export interface WarmRun {
  readonly title: string;
  readonly event: unknown;
  readonly rounds: number;
  /** Invocations per round. */
  readonly invocations: number;
}

/** Invokes each handler in a process of its own, in turns, and takes the time of the handler alone. */
export async function measureWarm(
  variants: readonly BuiltVariant[],
  { title, event, rounds, invocations }: WarmRun,
): Promise<Comparison> {
  const processes = await Promise.all(variants.map(({ path }) => startHandler({ bundle: path })));
  try {
    const ways = processes.map((process, at) => ({
      name: variants[at]?.name ?? "",
      measure: async () => (await process.run(event, invocations)).microseconds,
    }));
    const samples = await interleave(ways, { rounds, warmUp: WARM_UP_ROUNDS });
    return {
      title,
      unit: "µs",
      baseline: "by hand",
      ways: variants.map(({ name, does }, at) => ({ name, does, samples: samples[at] ?? [] })),
    };
  } finally {
    await Promise.all(processes.map((process) => process.stop()));
  }
}
