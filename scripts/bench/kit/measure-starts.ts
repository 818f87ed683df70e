import { startHandler } from "../handler-process.ts";
import type { Comparison } from "../report.ts";
import { interleave } from "../rounds.ts";
import type { BuiltVariant } from "./variant.ts";

async function startOnce(path: string): Promise<number> {
  const started = await startHandler({ bundle: path });
  await started.stop();
  return started.startMs;
}

/** Starts each bundle in fresh processes, in turns. */
export async function measureStarts(
  variants: readonly BuiltVariant[],
  rounds: number,
): Promise<Comparison> {
  const ways = variants.map(({ name, path }) => ({ name, measure: () => startOnce(path) }));
  const samples = await interleave(ways, { rounds, warmUp: 1 });
  return {
    title: "start of a fresh process, to the end of the import",
    unit: "ms",
    baseline: "nothing",
    ways: variants.map(({ name, does }, at) => ({ name, does, samples: samples[at] ?? [] })),
  };
}
