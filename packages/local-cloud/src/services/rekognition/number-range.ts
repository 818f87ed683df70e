import { validationError } from "./errors.ts";

/** A number that a caller may leave out, and the API model's bounds for it. */
export interface NumberMember {
  /** The path of the member, as AWS names it in errors: `filters.wordFilter.minConfidence`. */
  readonly member: string;
  readonly value: number | undefined;
  /** What counts when it is left out. */
  readonly fallback: number;
  /** Inclusive; the lower bound is 0 throughout Rekognition. */
  readonly max: number;
}

/**
 * Takes a number of the request, or its default.
 *
 * @throws {AwsError} `ValidationException`: it is out of bounds.
 */
export function numberInRange({ member, value, fallback, max }: NumberMember): number {
  if (value === undefined) return fallback;
  if (value >= 0 && value <= max) return value;
  const bound = value < 0 ? "greater than or equal to 0" : `less than or equal to ${max}`;
  throw validationError(
    `Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}
