/** Something that can be measured again and again. */
export interface Way<Sample> {
  readonly name: string;
  measure(): Promise<Sample>;
}

/**
 * Measures every way once per round, each round beginning with another one, so that none of them
 * has the quiet (or the warm) part of the machine's time for itself.
 *
 * @param warmUp Rounds that are thrown away.
 * @returns For each way, in the order given, its samples by round.
 */
export async function interleave<Sample>(
  ways: readonly Way<Sample>[],
  { rounds, warmUp = 0 }: { rounds: number; warmUp?: number },
): Promise<Sample[][]> {
  const samples = ways.map((): Sample[] => []);
  for (let round = -warmUp; round < rounds; round += 1) {
    const first = (round + warmUp) % ways.length;
    for (let step = 0; step < ways.length; step += 1) {
      const at = (first + step) % ways.length;
      const sample = await ways[at]?.measure();
      if (round >= 0 && sample !== undefined) samples[at]?.push(sample);
    }
  }
  return samples;
}
