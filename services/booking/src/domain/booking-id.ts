import { createHash } from "node:crypto";

/** A booking's id is a UUID, as in the post. */
export const BOOKING_ID = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u;

/**
 * The id of the booking that a command makes: always the same for the same command, so that no command makes
 * two, however often and from wherever it is carried out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8
 */
export function bookingIdOf(commandId: string): string {
  const hash = createHash("sha256").update(`booking ${commandId}`).digest();
  const hex = Array.from(hash.subarray(0, 16), (byte, at) => {
    if (at === 6) return ((byte & 0x0f) | 0x80).toString(16).padStart(2, "0"); // version 8: a hash of our own
    if (at === 8) return ((byte & 0x3f) | 0x80).toString(16).padStart(2, "0"); // RFC 9562's variant
    return byte.toString(16).padStart(2, "0");
  }).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}
