import { defineEvent } from "@blueprints/lambda-kit/events";
import * as z from "zod/mini";
import { SOURCE } from "./window-event.ts";

const Count = z.int().check(z.gte(0));

const Which = {
  bucket: z.string(),
  key: z.string(),
  versionId: z.optional(z.string()),
  sequencer: z.string(),
};

/** Every window of a video is rendered, and its manifest is there. */
export const VideoCompleted = defineEvent({
  source: SOURCE,
  detailType: "videoCompleted",
  version: 1,
  detail: z.strictObject({
    ...Which,
    base: z.string(),
    manifest: z.string(),
    durationSeconds: z.number(),
    gifs: Count,
    frames: Count,
  }),
});

/** Windows of a video failed for good; the others are there, and the manifest says which. */
export const VideoFailed = defineEvent({
  source: SOURCE,
  detailType: "videoFailed",
  version: 1,
  detail: z.strictObject({ ...Which, base: z.string(), reason: z.string() }),
});

/** A file is not rendered, for what it is. */
export const VideoRejected = defineEvent({
  source: SOURCE,
  detailType: "videoRejected",
  version: 1,
  detail: z.strictObject({ ...Which, reason: z.string() }),
});
