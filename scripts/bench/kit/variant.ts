import type { Comparison } from "../report.ts";

/** One handler of the bench. */
export interface Variant {
  readonly name: string;
  readonly does: string;
  /** Its source. */
  readonly entry: string;
  /** It answers nothing: only its start and size are of interest. */
  readonly idle?: boolean;
  /** It writes a line per invocation, as the others that do must too. */
  readonly logs?: boolean;
}

/** A handler that is bundled. */
export interface BuiltVariant extends Variant {
  readonly path: string;
  /** Kilobytes, minified, of 1,000 bytes. */
  readonly sizeKb: number;
  readonly bytesByPackage: ReadonlyMap<string, number>;
}

/**
 * The samples of one way of a comparison.
 *
 * @throws {Error} There is none of that name.
 */
export function samplesOf({ title, ways }: Comparison, name: string): readonly number[] {
  const way = ways.find((one) => one.name === name);
  if (way === undefined) throw new Error(`${title}: ${name} was not measured`);
  return way.samples;
}
