import { ExpiresInSeconds } from "@blueprints/lambda-kit/page-link";
import * as z from "zod/mini";
import { VideoId } from "./video.ts";

/** Body of `POST /player-links`. */
export const PlayerLinkRequest = z.strictObject({
  /** Of the only video to show; every video when there is none. */
  videoId: z.optional(VideoId),
  expiresInSeconds: ExpiresInSeconds,
});
