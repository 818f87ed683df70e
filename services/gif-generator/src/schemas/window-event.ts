import * as z from "zod/mini";

/** Who says all events of this service; the post's. */
export const SOURCE = "custom.gifGenerator";

/** The detail type of a window to render; the post's. */
export const NEW_VIDEO_CREATED = "newVideoCreated";

const Second = z.int().check(z.gte(0));
const Text = z.string().check(z.minLength(1));

/**
 * The detail of `newVideoCreated`, one event for each window. `Key`, `start`, `end`, `length` and `tsCreated` are
 * the post's; the rest says which version of the object is meant.
 */
export const WindowEvent = z.object({
  /** The object key, as stored. */
  Key: Text,
  start: Second,
  /** The last second of the window, itself included. */
  end: Second,
  /** Seconds of the whole video. */
  length: z.number().check(z.gt(0)),
  /** Milliseconds since the Unix epoch. */
  tsCreated: Second,
  bucket: Text,
  sequencer: Text,
  versionId: z.optional(Text),
  etag: z.optional(Text),
});
export type WindowEvent = z.infer<typeof WindowEvent>;
