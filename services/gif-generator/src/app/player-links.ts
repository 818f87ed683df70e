import { NotFoundError } from "@blueprints/lambda-kit/errors";
import { linkIdOf } from "../domain/player-link.ts";
import { keyOfVideoId } from "../domain/video-id.ts";
import type { PlayerLinks } from "./ports.ts";

/** A link as whoever asked for it gets it, this once. */
export interface NewPlayerLink {
  readonly id: string;
  readonly token: string;
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** What a link is wanted for. */
export interface LinkWish {
  readonly createdBy: string;
  /** Of the only video that it shows; every video when undefined. */
  readonly videoId?: string | undefined;
  readonly expiresInSeconds: number;
}

/**
 * Makes a link to the player.
 *
 * @throws {InvalidError} `InvalidVideoId`.
 */
export async function createPlayerLink(
  deps: {
    readonly links: PlayerLinks;
    readonly newToken: () => string;
    readonly now: () => number;
  },
  { createdBy, videoId, expiresInSeconds }: LinkWish,
): Promise<NewPlayerLink> {
  const videoKey = videoId === undefined ? undefined : keyOfVideoId(videoId);
  const token = deps.newToken();
  const id = linkIdOf(token);
  const expiresAt = Math.floor(deps.now() / 1000) + expiresInSeconds;
  await deps.links.put({ id, createdBy, videoKey, expiresAt });
  return { id, token, expiresAt };
}

/**
 * Ends a link at once.
 *
 * @throws {NotFoundError} `PlayerLinkNotFound`: also of a link that somebody else has made.
 */
export async function revokePlayerLink(
  deps: { readonly links: PlayerLinks },
  { id, createdBy }: { readonly id: string; readonly createdBy: string },
): Promise<void> {
  if (await deps.links.remove(id, createdBy)) return;
  throw new NotFoundError("PlayerLinkNotFound", "there is no such link of this caller");
}
