import * as z from "zod/mini";
import { VIDEO_STATUSES } from "../domain/video.ts";

/** The object key in base64url, unpadded. */
export const VideoId = z.string().check(z.regex(/^[\w-]{2,1366}$/u));

/** Path of the routes of one video. */
export const VideoPath = z.object({ id: VideoId });

const Second = z.int().check(z.gte(0));
const Count = z.int().check(z.gte(0));

const VideoSummary = {
  id: VideoId,
  key: z.string(),
  status: z.enum(VIDEO_STATUSES),
  /** Of REJECTED and FAILED. */
  reason: z.optional(z.string()),
  /** Missing for what was rejected, or could not be read at all. */
  durationSeconds: z.optional(z.number()),
  createdAt: z.string(),
  finishedAt: z.optional(z.string()),
};

const WINDOW_STATES = ["pending", "done", "failed"] as const;

/** A video and how far it is. */
export const VideoView = z.strictObject({
  ...VideoSummary,
  width: z.optional(Count),
  height: z.optional(Count),
  codec: z.optional(z.string()),
  /** Seconds in a window. */
  snippetSize: Second,
  withStills: z.boolean(),
  progress: z.strictObject({ total: Count, done: Count, failed: Count }),
  windows: z.array(
    z.strictObject({
      start: Second,
      /** The last second, itself included. */
      end: Second,
      state: z.enum(WINDOW_STATES),
      reason: z.optional(z.string()),
    }),
  ),
});
export type VideoView = z.infer<typeof VideoView>;

/** A whole number in a query, with its limits. */
function integer(min: number, max: number) {
  return z.pipe(
    z.string().check(z.regex(/^\d{1,6}$/u)),
    z.pipe(
      z.transform((digits: string) => Number(digits)),
      z.number().check(z.gte(min), z.lte(max)),
    ),
  );
}

/** Query of `GET /videos`. */
export const VideosQuery = z.strictObject({
  limit: z.optional(integer(1, 100)), // 25 unless told
  pageToken: z.optional(z.string().check(z.minLength(1), z.maxLength(1500))),
});

/** Answer of `GET /videos`: newest first. */
export const VideosList = z.strictObject({
  videos: z.array(z.strictObject(VideoSummary)),
  nextPageToken: z.optional(z.string()),
});
export type VideosList = z.infer<typeof VideosList>;

/** Query of `GET /videos/{id}/manifest`. */
export const ManifestQuery = z.strictObject({
  /** A second of the first window; 0 unless told. */
  from: z.optional(integer(0, 999_999)),
  /** How many windows, 4 unless told; long ones may be fewer. */
  windows: z.optional(integer(1, 60)),
});

const Place = { start: Second, end: Second };

/** Answer of `GET /videos/{id}/manifest`: windows with URLs that are good until `expiresAt`. */
export const ManifestView = z.strictObject({
  id: VideoId,
  status: z.enum(VIDEO_STATUSES),
  durationSeconds: z.optional(z.number()),
  snippetSize: Second,
  expiresAt: z.string(),
  windows: z.array(
    z.discriminatedUnion("state", [
      z.strictObject({ ...Place, state: z.literal("pending") }),
      z.strictObject({ ...Place, state: z.literal("failed"), reason: z.string() }),
      z.strictObject({
        ...Place,
        state: z.literal("done"),
        gif: z.strictObject({ url: z.url(), sizeBytes: Count, frames: Count }),
        /** URLs; the first shows second `start`, the next the second after it. */
        stills: z.array(z.url()),
      }),
    ]),
  ),
  /** `from` of the next page; none after the last window. */
  nextFrom: z.optional(Second),
});
export type ManifestView = z.infer<typeof ManifestView>;
