import { StateError } from "./errors.ts";
import type { Json } from "./json.ts";

const MAX_PAYLOAD_BYTES = 262_144; // input or result of a task, state or execution; Step Functions quotas

/** Whether JSON text fits into the 256 KiB that Step Functions lets through. */
export function fitsPayloadLimit(text: string): boolean {
  // A UTF-16 unit is at most 3 bytes of UTF-8: short text needs no counting.
  return text.length * 3 <= MAX_PAYLOAD_BYTES || Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES;
}

/**
 * Renders a value for the history, refusing more than 256 KiB.
 *
 * @throws {StateError} `States.DataLimitExceeded`.
 */
export function limitedText(value: Json, owner: string): string {
  const text = JSON.stringify(value);
  if (fitsPayloadLimit(text)) return text;
  throw new StateError(
    "States.DataLimitExceeded",
    `The state/task '${owner}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
