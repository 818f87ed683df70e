import { InvalidError } from "./errors.ts";

// When a thing of the list came, and its key.
const PLACE = /^\d{4}-\d\d-\d\dT[\d:.]+Z#[^]/u;

/** A token for the page after a place in the list. It is no secret and gives no right. */
export function pageTokenOf(end: string): string {
  return Buffer.from(end, "utf8").toString("base64url");
}

/**
 * The place in the list that a token stands for.
 *
 * @throws {InvalidError} `InvalidPageToken`: not one of ours.
 */
export function endOfPageToken(token: string): string {
  const end = Buffer.from(token, "base64url").toString("utf8");
  if (PLACE.test(end) && pageTokenOf(end) === token) return end;
  throw new InvalidError("InvalidPageToken", "the page token is not one of this list");
}
