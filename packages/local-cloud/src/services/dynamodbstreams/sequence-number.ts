import { validationError } from "../dynamodb/errors.ts";

const DIGITS = 20;

/** A sequence number as the API shows it: digits of one length, so that texts sort as numbers do. */
export function formatSequence(sequence: number): string {
  return `1${String(sequence).padStart(DIGITS, "0")}`;
}

/** @throws {AwsError} ValidationException: not such a number. */
export function parseSequence(text: string): number {
  const sequence = /^1\d{20}$/.test(text) ? Number(text.slice(1)) : Number.NaN;
  if (Number.isSafeInteger(sequence)) return sequence;
  throw validationError(`Invalid SequenceNumber: ${text}`);
}
