import { InvalidError } from "@blueprints/lambda-kit/errors";
import { createHash } from "node:crypto";
import { POSITION } from "./index-entry.ts";

const DIGEST_CHARACTERS = 16;

function digestOf(terms: readonly string[]): string {
  const text = JSON.stringify(terms.toSorted());
  return createHash("sha256").update(text).digest("base64url").slice(0, DIGEST_CHARACTERS);
}

/**
 * A token for the page after a position in the answer to a search. It is no secret and gives no right: it
 * names a position, and the search it belongs to.
 */
export function pageTokenOf(terms: readonly string[], position: string): string {
  return Buffer.from(`${digestOf(terms)}${position}`, "utf8").toString("base64url");
}

/**
 * The position in a page token.
 *
 * @throws {InvalidError} `InvalidPageToken`: not one of ours, or one of another search.
 */
export function positionOfPageToken(terms: readonly string[], token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const position = text.slice(DIGEST_CHARACTERS);
  if (POSITION.test(position) && pageTokenOf(terms, position) === token) return position;
  throw new InvalidError("InvalidPageToken", "the page token is not one of this search");
}
