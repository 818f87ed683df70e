import { pairedRatio, summarize, type Summary } from "./statistics.ts";

/** One way of doing the thing, with what each round measured. */
export interface Measured {
  readonly name: string;
  /** What it did, in a few words. */
  readonly does: string;
  /** One sample per round. */
  readonly samples: readonly number[];
}

/** Several ways of one thing, measured in the same rounds. */
export interface Comparison {
  readonly title: string;
  readonly unit: string;
  /** Name of the way that the others are divided by. */
  readonly baseline: string;
  readonly ways: readonly Measured[];
}

/** A figure beside the comparisons: a size, a memory reading. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A limit that was set, and what came out. */
export interface Target {
  readonly name: string;
  /** The largest value that is still good. */
  readonly limit: number;
  readonly value: number;
  readonly unit: string;
}

/** What a bench found. */
export interface Report {
  readonly bench: string;
  readonly comparisons: readonly Comparison[];
  readonly figures: readonly Figure[];
  readonly targets: readonly Target[];
  /** What was compared, so that all ways are known to have done the same. */
  readonly checked: string;
}

/** One row of a comparison as it is shown and stored. */
export interface Row extends Summary {
  readonly name: string;
  readonly does: string;
  readonly ratio: Summary;
}

/**
 * The rows of a comparison, each with its ratio to the baseline.
 *
 * @throws {Error} No way has the baseline's name.
 */
export function rowsOf({ title, baseline, ways }: Comparison): Row[] {
  const base = ways.find(({ name }) => name === baseline);
  if (base === undefined) throw new Error(`${title}: there is no baseline ${baseline}`);
  return ways.map(({ name, does, samples }) => ({
    name,
    does,
    ...summarize(samples),
    ratio: pairedRatio(samples, base.samples),
  }));
}

/** Whether a target was reached. */
export function isMet({ limit, value }: Target): boolean {
  return value <= limit;
}
