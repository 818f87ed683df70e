import { InvalidError } from "@blueprints/lambda-kit/errors";
import { createHash } from "node:crypto";

const DIGEST_CHARACTERS = 16;

// The place of a booking in its customer's list: texts that sort as the bookings were made.
const PLACE = /^\d{4}-\d\d-\d\dT[\d:.]+Z#[\da-f-]{36}$/u;

/** The place of a booking in its customer's list. */
export function placeOf({ reservedAt, bookingId }: { reservedAt: string; bookingId: string }) {
  return `${reservedAt}#${bookingId}`;
}

function digestOf(customerId: string): string {
  return createHash("sha256").update(customerId).digest("base64url").slice(0, DIGEST_CHARACTERS);
}

/**
 * A token for the page after a place in a customer's list. It is no secret and gives no right: it names a
 * place, and whose list it is in.
 */
export function pageTokenOf(customerId: string, end: string): string {
  return Buffer.from(`${digestOf(customerId)}${end}`, "utf8").toString("base64url");
}

/**
 * The place in a page token.
 *
 * @throws {InvalidError} `InvalidPageToken`: not one of ours, or one of another customer's list.
 */
export function endOfPageToken(customerId: string, token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const end = text.slice(DIGEST_CHARACTERS);
  if (PLACE.test(end) && pageTokenOf(customerId, end) === token) return end;
  throw new InvalidError("InvalidPageToken", "the page token is not one of this list");
}
