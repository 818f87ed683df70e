import { InvalidError } from "@blueprints/lambda-kit/errors";
import type { OutgoingEvent } from "@blueprints/lambda-kit/events";
import * as z from "zod/mini";
import type { SourceVersion, Video } from "../domain/video.ts";
import type { Window } from "../domain/windows.ts";

/** Who says all events of this service; the post's. */
export const SOURCE = "custom.gifGenerator";

/** The detail type of a window to render; the post's. */
const NEW_VIDEO_CREATED = "newVideoCreated";

const Count = z.int().check(z.gte(0));
const Text = z.string().check(z.minLength(1));

/**
 * The detail of `newVideoCreated`, one event for each window. `Key`, `start`, `end`, `length` and `tsCreated` are
 * the post's; the rest says which version of the object is meant.
 */
const Detail = z.object({
  /** The object key, as stored. */
  Key: Text,
  start: Count,
  /** The last second of the window, itself included. */
  end: Count,
  /** Seconds of the whole video. */
  length: z.number().check(z.gt(0)),
  /** Milliseconds since the Unix epoch. */
  tsCreated: Count,
  bucket: Text,
  sequencer: Text,
  versionId: z.optional(Text),
  etag: z.optional(Text),
  sizeBytes: z.optional(Count),
});

const Envelope = z.object({
  source: z.literal(SOURCE),
  "detail-type": z.literal(NEW_VIDEO_CREATED),
  detail: Detail,
});

/** A window that is to be rendered. */
export interface WindowTask {
  readonly source: SourceVersion;
  readonly start: number;
}

/** The event that has a window of a video rendered. */
export function windowEvent(
  video: Video,
  { start, end }: Window,
  tsCreated: number,
): OutgoingEvent {
  const { key, ...version } = video.source;
  const length = video.facts?.durationSeconds;
  const detail = z.parse(Detail, { Key: key, start, end, length, tsCreated, ...version });
  return { source: SOURCE, detailType: NEW_VIDEO_CREATED, detail: JSON.stringify(detail) };
}

/**
 * Reads a delivered `newVideoCreated`.
 *
 * @throws {InvalidError} `NotAWindowEvent`.
 */
export function readWindowEvent(event: unknown): WindowTask {
  const parsed = z.safeParse(Envelope, event);
  if (!parsed.success) throw new InvalidError("NotAWindowEvent", z.prettifyError(parsed.error));
  const { Key: key, bucket, sequencer, start, versionId, etag, sizeBytes } = parsed.data.detail;
  const source = {
    bucket,
    key,
    sequencer,
    ...(versionId !== undefined && { versionId }),
    ...(etag !== undefined && { etag }),
    ...(sizeBytes !== undefined && { sizeBytes }),
  };
  return { source, start };
}
