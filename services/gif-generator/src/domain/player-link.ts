import { NotFoundError, UnauthorizedError } from "@blueprints/lambda-kit/errors";
import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32; // 256 bits: nobody guesses one

/** What is kept of a link to the player: never the token that opens it. */
export interface PlayerLink {
  /** SHA-256 of the token in base64url. Names the link, and opens nothing. */
  readonly id: string;
  /** Who asked for it, and may revoke it. */
  readonly createdBy: string;
  /** The object key of the one video that it shows; every video when undefined. */
  readonly videoKey: string | undefined;
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** A secret of 43 characters that can stand in a URL. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/**
 * The id of the link that a token opens. Links are looked up by it, so that how long an answer takes says nothing
 * about the token.
 */
export function linkIdOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** What a link lets its bearer see. */
export interface Scope {
  /** The key of the only video; every video when undefined. */
  readonly videoKey: string | undefined;
}

/**
 * What a link shows now.
 *
 * @throws {UnauthorizedError} `PlayerLinkUnknown`, also of one that was revoked; `PlayerLinkExpired`.
 */
export function scopeOf(link: PlayerLink | undefined, nowSeconds: number): Scope {
  if (link === undefined) {
    throw new UnauthorizedError("PlayerLinkUnknown", "there is no such link, or it was revoked");
  }
  if (link.expiresAt <= nowSeconds) {
    throw new UnauthorizedError("PlayerLinkExpired", "the link has expired");
  }
  return { videoKey: link.videoKey };
}

/**
 * Lets a video through that may be seen.
 *
 * @throws {NotFoundError} `VideoNotFound`: as if it were not there.
 */
export function checkScope({ videoKey }: Scope, key: string): void {
  if (videoKey === undefined || videoKey === key) return;
  throw new NotFoundError("VideoNotFound", "there is no such video");
}
