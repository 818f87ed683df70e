/** The middle of a set of samples and how far its middle half reaches. */
export interface Summary {
  readonly median: number;
  /** A quarter of the samples is below. */
  readonly low: number;
  /** A quarter of the samples is above. */
  readonly high: number;
}

/**
 * The value below which the given share of the samples lies, interpolated between neighbours.
 *
 * @param share 0 to 1: 0.5 is the median.
 * @throws {RangeError} There is no sample, or one is no number.
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  if (sorted.length === 0 || sorted.some((sample) => !Number.isFinite(sample))) {
    throw new RangeError("a quantile needs samples, all of them finite");
  }
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Median and quartiles. */
export function summarize(samples: readonly number[]): Summary {
  return {
    median: quantile(samples, 0.5),
    low: quantile(samples, 0.25),
    high: quantile(samples, 0.75),
  };
}

/**
 * How many times the baseline something is: one ratio per round, because what disturbs a round
 * disturbs both of its halves.
 *
 * @throws {RangeError} The two were not measured in the same rounds, or a baseline is not positive.
 */
export function pairedRatio(samples: readonly number[], baseline: readonly number[]): Summary {
  if (samples.length !== baseline.length) throw new RangeError("one baseline for every sample");
  return summarize(
    samples.map((sample, round) => {
      const base = baseline[round] ?? Number.NaN;
      if (!(base > 0)) throw new RangeError("a ratio needs a positive baseline");
      return sample / base;
    }),
  );
}

/** What something costs on top of the baseline, round by round. */
export function pairedDifference(samples: readonly number[], baseline: readonly number[]): Summary {
  if (samples.length !== baseline.length) throw new RangeError("one baseline for every sample");
  return summarize(samples.map((sample, round) => sample - (baseline[round] ?? Number.NaN)));
}
