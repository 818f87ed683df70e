import { fail } from "../../errors.ts";
import { parsePattern, PatternError } from "../../patterns/compile.ts";
import type { Pattern } from "../../patterns/matcher.ts";

/**
 * Reads an event pattern.
 *
 * @throws {AwsError} `InvalidEventPatternException`.
 */
export function readPattern(text: string): Pattern {
  try {
    return parsePattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return fail(
      "InvalidEventPatternException",
      `Event pattern is not valid. Reason: ${error.message}`,
    );
  }
}
