import type { Bench, BenchOptions } from "../bench.ts";
import { checkEqualOutputs } from "../equal-outputs.ts";
import type { Comparison, Figure, Report, Target } from "../report.ts";
import { interleave } from "../rounds.ts";
import { pairedRatio, quantile, summarize } from "../statistics.ts";
import { authorizeWays } from "./authorize.ts";
import type { InProcess } from "./in-process.ts";
import { renderWays } from "./render.ts";
import { RECORDS, transformWays } from "./transform.ts";

const MS_PER_SECOND = 1000;
const US_PER_MS = 1000;

interface Part {
  readonly title: string;
  readonly ways: readonly [floor: InProcess, ours: InProcess];
  readonly rounds: number;
  /** What of the outputs has to be equal. */
  readonly read: (output: unknown) => unknown;
}

async function measure(part: Part): Promise<{
  readonly comparison: Comparison;
  readonly floor: readonly number[];
  readonly ours: readonly number[];
}> {
  const { title, ways, rounds, read } = part;
  const outputs = await Promise.all(
    ways.map(async ({ name, output }) => ({ name, output: read(await output()) })),
  );
  checkEqualOutputs(outputs);
  const [floor = [], ours = []] = await interleave(ways, { rounds, warmUp: Math.ceil(rounds / 5) });
  const comparison = {
    title,
    unit: "ms",
    baseline: "floor",
    ways: ways.map(({ name, does }, at) => ({ name, does, samples: at === 0 ? floor : ours })),
  };
  return { comparison, floor, ours };
}

function target(name: string, limit: number, { floor, ours }: Samples): Target {
  return { name, limit, value: pairedRatio(ours, floor).median, unit: "× the time" };
}

interface Samples {
  readonly floor: readonly number[];
  readonly ours: readonly number[];
}

function thousandsASecond(samples: readonly number[]): number {
  return (RECORDS / summarize(samples).median) * (MS_PER_SECOND / 1000);
}

async function runClientEvents({ quick, progress }: BenchOptions): Promise<Report> {
  const { ways, comparable } = transformWays();
  progress("the transformer");
  const transformed = await measure({
    title: `${RECORDS} records through the transformer`,
    ways,
    rounds: quick ? 11 : 61,
    read: comparable,
  });
  progress("the authorizer");
  const authorized = await measure({
    title: "a warm authorizer, one token",
    ways: await authorizeWays(),
    rounds: quick ? 300 : 3000,
    read: (output) => output,
  });
  progress("the mapping template");
  const rendered = await measure({
    title: "ten entries through the mapping template",
    ways: await renderWays(),
    rounds: quick ? 100 : 1000,
    read: (output): unknown => JSON.parse(String(output)),
  });
  const figures: Figure[] = [
    {
      name: "transformer: thousand records a second",
      value: thousandsASecond(transformed.ours),
      unit: "k/s",
    },
    {
      name: "JSON alone: thousand records a second",
      value: thousandsASecond(transformed.floor),
      unit: "k/s",
    },
    ...([0.5, 0.99] as const).map((share) => ({
      name: `authorizer, warm: p${share * 100}`,
      value: quantile(authorized.ours, share) * US_PER_MS,
      unit: "µs",
    })),
  ];
  return {
    bench: "client-events",
    comparisons: [transformed, authorized, rendered].map(({ comparison }) => comparison),
    figures,
    targets: [
      target("transformer / JSON alone", 2, transformed),
      target("authorizer / signature alone", 3, authorized),
    ],
    checked: "the same lines but for the client's id, the same verdict, the same body of PutEvents",
  };
}

export const clientEvents: Bench = {
  about: "client-events: transformer, authorizer and mapping template",
  run: runClientEvents,
};
