import { parseArgs } from "node:util";
import type { Soak, SoakSize } from "./soak.ts";

/** What the command line asks for. */
export interface SoakOptions {
  readonly size: SoakSize;
  readonly seed: number;
}

const DEFAULT_SEED = "7";

/**
 * Reads the options of a soak, of which one is named after its inputs: `--images 200`.
 *
 * @throws {Error} An option is unknown, or no whole number from 1.
 */
export function readOptions(soak: Soak, args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: DEFAULT_SEED },
      short: { type: "boolean", default: false },
      [soak.inputs]: { type: "string" },
    },
  });
  const size = values.short ? soak.short : soak.full;
  const count = values[soak.inputs];
  return {
    size: count === undefined ? size : { ...size, count: wholeNumber(soak.inputs, count) },
    seed: wholeNumber("seed", values.seed),
  };
}

function wholeNumber(name: string, value: unknown): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} takes a whole number from 1, not ${String(value)}`);
}
