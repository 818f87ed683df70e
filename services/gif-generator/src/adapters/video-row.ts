import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import type { Newest } from "../app/ports.ts";
import { orderOf } from "../domain/order.ts";
import { VIDEO_STATUSES, type SourceVersion, type Video } from "../domain/video.ts";

/** An item as DynamoDB's API and streams have it. */
export type Item = Record<string, AttributeValue>;

/** The sort key of a video's own item. */
export const VIDEO_PART = "VIDEO";

/** The hash key of the index of all videos. */
export const LISTED = "all";

/** Strings and numbers as DynamoDB has them; what is undefined is left out. */
export function toItem(values: Readonly<Record<string, string | number | undefined>>): Item {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, AttributeValue][] => {
      if (value === undefined) return [];
      return [[name, typeof value === "number" ? { N: String(value) } : { S: value }]];
    }),
  );
}

/** The strings and numbers of an item. */
export function fromItem(item: Item): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]): [string, string | number][] => {
      if (value.S !== undefined) return [[name, value.S]];
      return value.N === undefined ? [] : [[name, Number(value.N)]];
    }),
  );
}

const Source = {
  Key: z.string(),
  bucket: z.string(),
  sequencer: z.string(),
  versionId: z.optional(z.string()),
  etag: z.optional(z.string()),
  sizeBytes: z.optional(z.number()),
};

const DeletedRow = z.object({ ...Source, status: z.literal("DELETED") });

const VideoRow = z.object({
  ...Source,
  status: z.enum(VIDEO_STATUSES),
  base: z.string(),
  reason: z.optional(z.string()),
  durationSeconds: z.optional(z.number()),
  width: z.optional(z.number()),
  height: z.optional(z.number()),
  codec: z.optional(z.string()),
  snippetSize: z.number(),
  withStills: z.enum(["true", "false"]),
  windowCount: z.number(),
  createdAt: z.string(),
  finishedAt: z.optional(z.string()),
  announced: z.optional(z.string()),
});
type VideoRow = z.infer<typeof VideoRow>;

/** The attributes that say which version of a video an item is about. */
export function sourceAttributes({ key: Key, ...version }: SourceVersion): Item {
  return toItem({ Key, Part: VIDEO_PART, order: orderOf(version.sequencer), ...version });
}

/** The item of a video. */
export function videoItem(video: Video): Item {
  const { source, facts, withStills, ...rest } = video;
  return {
    ...sourceAttributes(source),
    ...toItem({ listed: LISTED, ...rest, ...facts, withStills: String(withStills) }),
  };
}

function toSource(row: z.infer<z.ZodMiniObject<typeof Source>>): SourceVersion {
  const { Key, bucket, sequencer, versionId, etag, sizeBytes } = row;
  return {
    bucket,
    key: Key,
    sequencer,
    ...(versionId !== undefined && { versionId }),
    ...(etag !== undefined && { etag }),
    ...(sizeBytes !== undefined && { sizeBytes }),
  };
}

function toFacts({ durationSeconds, width, height, codec }: VideoRow): Pick<Video, "facts"> {
  if (
    durationSeconds === undefined ||
    width === undefined ||
    height === undefined ||
    codec === undefined
  ) {
    return {};
  }
  return { facts: { durationSeconds, width, height, codec } };
}

function toVideo(row: VideoRow): Video {
  const { base, status, snippetSize, windowCount, createdAt, reason, finishedAt } = row;
  return {
    source: toSource(row),
    base,
    status,
    ...(reason !== undefined && { reason }),
    ...toFacts(row),
    snippetSize,
    withStills: row.withStills === "true",
    windowCount,
    createdAt,
    ...(finishedAt !== undefined && { finishedAt }),
  };
}

/** What the item of a video says. */
export function readVideoItem(item: Item): Newest {
  const values = fromItem(item);
  const deleted = z.safeParse(DeletedRow, values);
  if (deleted.success) return { kind: "deleted", source: toSource(deleted.data) };
  const row = z.parse(VideoRow, values);
  const { announced } = row;
  return { kind: "video", video: toVideo(row), ...(announced !== undefined && { announced }) };
}
