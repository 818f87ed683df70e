import { createTally, type Tally } from "./tally.ts";
import { openWorld, type World } from "./world.ts";

/** How much a soak does. */
export interface SoakSize {
  /** Inputs that are pushed through. */
  readonly count: number;
  /** How often the cloud is ended with `kill -9` while they are under way. */
  readonly crashes: number;
  /** How long everything may take to come to rest. */
  readonly limitMs: number;
}

/** One measured value, as text with its unit. */
export interface Figure {
  readonly name: string;
  readonly value: string;
}

/** A promise that was not kept. */
export interface Violation {
  /** Which input, execution or call. */
  readonly subject: string;
  readonly reason: string;
}

/** What a soak found. */
export interface SoakReport {
  readonly figures: readonly Figure[];
  readonly violations: readonly Violation[];
}

/** A service's own part: what goes in, what goes wrong meanwhile, and what must hold afterwards. */
export interface Soak {
  /** What `count` counts: "images" makes the option `--images`. */
  readonly inputs: string;
  readonly full: SoakSize;
  /** For the tests: about a minute. */
  readonly short: SoakSize;
  run(world: World, size: SoakSize): Promise<SoakReport>;
}

/** Which soak, how much of it, and where its faults begin. */
export interface SoakOrder {
  readonly service: string;
  readonly soak: Soak;
  readonly size: SoakSize;
  /** The same seed and the same order of calls give the same faults. */
  readonly seed: number;
  readonly progress: (text: string) => void;
}

/** Deploys a service to a cloud of its own, soaks it, and reports; the cloud is gone afterwards. */
export async function runSoak(order: SoakOrder): Promise<SoakReport> {
  const startedAt = performance.now();
  const tally = createTally();
  const world = await openWorld({ ...order, tally });
  try {
    const { figures, violations } = await order.soak.run(world, order.size);
    await world.readTally();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    return {
      figures: [
        ...figures,
        ...cloudFigures(tally),
        { name: "seed", value: String(order.seed) },
        { name: "in all, with deployment", value: `${seconds} s` },
      ],
      violations: [...violations, ...cloudViolations(tally)],
    };
  } finally {
    await world.close();
  }
}

function cloudFigures({ lives, faults }: Tally): Figure[] {
  const calls = lives.reduce((sum, { counts }) => sum + total(counts), 0);
  const memory = lives.map(
    ({ memory: { startMb, peakMb, endMb } }) => `${startMb} → ${endMb} MB, at most ${peakMb}`,
  );
  return [
    { name: "calls to the cloud", value: String(calls) },
    { name: "faults that struck", value: String(faults) },
    { name: "kill -9 of the cloud", value: String(lives.length - 1) },
    ...memory.map((value, life) => ({ name: `memory of cloud ${life + 1}`, value })),
  ];
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function cloudViolations({ defects }: Tally): Violation[] {
  return defects.map((reason) => ({ subject: "local cloud", reason }));
}
