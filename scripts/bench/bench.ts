import type { Report } from "./report.ts";

/** What the command line chooses. */
export interface BenchOptions {
  /** A short run: few rounds, for a first look. */
  readonly quick: boolean;
  /** Pictures to push through, where a bench does that. */
  readonly count: number;
  /** Says what is going on. */
  readonly progress: (text: string) => void;
}

/** Something that can be measured. */
export interface Bench {
  readonly about: string;
  run(options: BenchOptions): Promise<Report>;
}
