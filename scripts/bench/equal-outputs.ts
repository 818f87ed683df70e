import { isDeepStrictEqual } from "node:util";

const SHOWN_CHARS = 400;

/** What one way of doing the thing answered. */
export interface Output {
  readonly name: string;
  readonly output: unknown;
}

/** Two ways that are compared did not do the same: their times say nothing. */
export class OutputsDiffer extends Error {
  override readonly name = "OutputsDiffer";
}

function shown({ name, output }: Output): string {
  return `${name}: ${JSON.stringify(output)?.slice(0, SHOWN_CHARS) ?? "undefined"}`;
}

/**
 * Holds every output against the first.
 *
 * @throws {OutputsDiffer} Naming the two that differ, and what they answered.
 */
export function checkEqualOutputs(outputs: readonly Output[]): void {
  const [first, ...others] = outputs;
  if (first === undefined || others.length === 0) throw new OutputsDiffer("nothing was compared");
  for (const other of others) {
    if (!isDeepStrictEqual(other.output, first.output)) {
      throw new OutputsDiffer(`outputs differ\n${shown(first)}\n${shown(other)}`);
    }
  }
}
