import * as z from "zod/mini";
import { VideoId } from "./video.ts";

const DEFAULT_SECONDS = 28_800; // 8 hours
const MAX_SECONDS = 604_800; // 7 days

/** Body of `POST /player-links`. */
export const PlayerLinkRequest = z.strictObject({
  /** Of the only video to show; every video when there is none. */
  videoId: z.optional(VideoId),
  expiresInSeconds: z._default(z.int().check(z.gte(1), z.lte(MAX_SECONDS)), DEFAULT_SECONDS),
});

const LinkId = z.string().check(z.regex(/^[\w-]{43}$/u));

/** Answer of `POST /player-links`. Whoever has the URL sees the videos; it is told this once. */
export const NewPlayerLink = z.strictObject({ id: LinkId, url: z.url(), expiresAt: z.string() });

/** Path of the routes of one link. */
export const PlayerLinkPath = z.object({ id: LinkId });
