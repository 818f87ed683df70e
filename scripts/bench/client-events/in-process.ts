import type { Way } from "../rounds.ts";

/** One way of doing something in this process, with what it makes. */
export interface InProcess extends Way<number> {
  readonly does: string;
  readonly output: () => Promise<unknown>;
}

/** A way whose samples are milliseconds of one run. */
export function inProcess(name: string, does: string, run: () => unknown): InProcess {
  return {
    name,
    does,
    output: async () => run(),
    measure: async () => {
      const startedAt = performance.now();
      await run();
      return performance.now() - startedAt;
    },
  };
}
