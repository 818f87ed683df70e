import * as z from "zod/mini";

const Count = z.int().check(z.gte(0));
const Place = { start: Count, end: Count, lengthSeconds: z.number() };

const DoneWindow = z.strictObject({
  ...Place,
  state: z.literal("done"),
  gif: z.strictObject({ key: z.string(), sizeBytes: Count, frames: Count }),
  /** Still `n`, from 1, is `<base>/<base>-<start>-frame-<n>.jpg` and shows second `start + n - 1`. */
  frames: z.strictObject({ count: Count, sizesBytes: z.array(Count) }),
  renderMs: z.number(),
  finishedAt: z.string(),
});

const FailedWindow = z.strictObject({
  ...Place,
  state: z.literal("failed"),
  reason: z.string(),
  finishedAt: z.string(),
});

/** `<base>/manifest.json`: everything that was made of one version of a video. */
export const Manifest = z.strictObject({
  version: z.literal(1),
  /** `failed` while at least one window is. */
  state: z.enum(["complete", "failed"]),
  base: z.string(),
  source: z.strictObject({
    bucket: z.string(),
    key: z.string(),
    versionId: z.optional(z.string()),
    etag: z.optional(z.string()),
    sequencer: z.string(),
    sizeBytes: z.optional(Count),
  }),
  video: z.strictObject({
    durationSeconds: z.number(),
    width: Count,
    height: Count,
    codec: z.string(),
  }),
  /** Seconds in a window. */
  snippetSize: Count,
  createdAt: z.string(),
  finishedAt: z.string(),
  totals: z.strictObject({ gifs: Count, frames: Count, sizeBytes: Count }),
  windows: z.array(z.discriminatedUnion("state", [DoneWindow, FailedWindow])),
});
export type Manifest = z.infer<typeof Manifest>;
