import { invalidParameter } from "./errors.ts";
import type { Sample } from "./metric-store.ts";

/** The samples of one period. */
export interface Period {
  /** Start of the period: milliseconds since the Unix epoch. */
  readonly at: number;
  readonly samples: readonly Sample[];
}

/** Puts samples into periods that begin at multiples of their length. */
export function groupByPeriod(samples: readonly Sample[], periodSeconds: number): Period[] {
  const length = periodSeconds * 1000;
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const at = Math.floor(sample.at / length) * length;
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [sample]);
    else group.push(sample);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([at, group]) => ({ at, samples: group }));
}

const total = (samples: readonly Sample[], member: "sum" | "count"): number =>
  samples.reduce((sum, sample) => sum + sample[member], 0);

const STATISTICS = new Map<string, (samples: readonly Sample[]) => number>([
  ["Sum", (samples) => total(samples, "sum")],
  ["SampleCount", (samples) => total(samples, "count")],
  ["Average", (samples) => total(samples, "sum") / total(samples, "count")],
  ["Minimum", (samples) => samples.reduce((low, { min }) => Math.min(low, min), Infinity)],
  ["Maximum", (samples) => samples.reduce((high, { max }) => Math.max(high, max), -Infinity)],
]);

/**
 * Computes `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile such as `p99.9`.
 *
 * @throws {AwsError} `InvalidParameterValue` for another statistic.
 */
export function statisticOf(name: string, samples: readonly Sample[]): number {
  const known = STATISTICS.get(name);
  if (known !== undefined) return known(samples);
  const percent = Number(/^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1]);
  if (Number.isNaN(percent)) {
    throw invalidParameter(`The value ${name} for parameter Stat is not supported.`);
  }
  return percentile(samples, percent);
}

/** The smallest value that so many of all samples do not exceed; sets count with their mean. */
function percentile(samples: readonly Sample[], percent: number): number {
  const values = samples
    .map(({ sum, count }) => ({ value: sum / count, count }))
    .sort((a, b) => a.value - b.value);
  let left = (total(samples, "count") * percent) / 100;
  for (const { value, count } of values) {
    left -= count;
    if (left <= 0) return value;
  }
  return values.at(-1)?.value ?? 0;
}
